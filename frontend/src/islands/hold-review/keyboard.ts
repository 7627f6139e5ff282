import { make } from "../../runtime/dom";
import { nudge } from "./commands";
import type { Command } from "./commands";
import type { Session } from "./session";

const TYPING = "textarea, select, dialog, input:not([type=checkbox])";
const PRESSED = "button, a, summary, input, select";
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  arrowleft: [-1, 0],
  arrowright: [1, 0],
  arrowup: [0, -1],
  arrowdown: [0, 1],
};
/** With Control, a box moves in steps that can be seen. */
const STEP_PX = 10;
const NAMES: Readonly<Record<string, string>> = {
  " ": "Space", enter: "Enter", delete: "Delete", backspace: "⌫",
  arrowright: "→", arrowleft: "←", arrowdown: "↓", arrowup: "↑",
};
const TITLES = { decide: "Decide", go: "Go", boxes: "Boxes", view: "Look" } as const;

/** What is done with the mouse, or with keys that depend on where one is. */
const BY_HAND: Readonly<Partial<Record<Command["group"], readonly (readonly [string, string])[]>>> = {
  boxes: [["Tab", "From box to box"], ["← → ↑ ↓", "Move; with Ctrl by ten"], ["⇧ ← → ↑ ↓", "Resize"], ["Drag", "Draw, move, resize"]],
  view: [["Right drag", "Window: across for contrast, down for darker"], ["Ctrl wheel", "Larger or smaller, about the pointer"]],
};

/** One key, one command; arrows move a box while it has the focus. */
export function listenToKeys(session: Session, commands: readonly Command[], signal: AbortSignal): void {
  const byKey = new Map(commands.flatMap((command) => command.keys.map((key) => [key, command] as const)));
  document.addEventListener("keydown", (event) => {
    const target = targetOf(event);
    const key = event.key.toLowerCase();
    if (!target || moveBox(session, target, key, event) || event.ctrlKey) return;
    const command = byKey.get(key);
    if (!command || !isMeant(key, target)) return;
    event.preventDefault();
    command.run(key);
  }, { signal });
}

/** Where the key was pressed; null where it is not for us: someone types, or commands the browser. */
function targetOf(event: KeyboardEvent): Element | null {
  const { target } = event;
  if (event.defaultPrevented || event.metaKey || event.altKey || !(target instanceof Element)) return null;
  return target.closest(TYPING) ? null : target;
}

/** Keys that press buttons stay with the button; those of boxes need a box. */
function isMeant(key: string, target: Element): boolean {
  if (key !== "enter" && key !== " " && key !== "backspace") return true;
  return !target.closest(PRESSED) && target.closest(".hold-box") !== null;
}

function moveBox(session: Session, target: Element, key: string, event: KeyboardEvent): boolean {
  const way = ARROWS[key];
  if (!way || !target.closest(".hold-box")) return false;
  event.preventDefault();
  const step = event.ctrlKey ? STEP_PX : 1;
  nudge(session, way[0] * step, way[1] * step, event.shiftKey);
  return true;
}

export function keyName(key: string): string {
  return NAMES[key] ?? key.toUpperCase();
}

/** The sheet of keys; every one of them is a visible control too, but for those of boxes. */
export function makeSheet(commands: () => readonly Command[]): HTMLDialogElement {
  const columns = make("div", { class: "columns" });
  const close = make("button", { type: "button", class: "btn", autofocus: true }, "Close");
  const heading = make("h2", { id: "hold-keys" }, "Keys");
  const dialog = make("dialog", { class: "hold-sheet", "aria-labelledby": heading.id }, heading, columns, close);
  close.addEventListener("click", () => { dialog.close(); });
  const fill = (): void => {
    for (const group of ["decide", "go", "boxes", "view"] as const) columns.append(section(group, commands()));
  };
  dialog.addEventListener("toggle", () => { if (columns.childElementCount === 0) fill(); });
  return dialog;
}

function section(group: Command["group"], commands: readonly Command[]): HTMLElement {
  const list = make("dl", {});
  const rows = commands.filter((command) => command.group === group).map(({ keys, label }) => [keys.map(keyName).join(" "), label] as const);
  for (const [key, label] of [...rows, ...(BY_HAND[group] ?? [])]) {
    list.append(make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, label)));
  }
  return make("section", {}, make("h3", {}, TITLES[group]), list);
}
