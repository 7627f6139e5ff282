import { make } from "../../runtime/dom";
import type { Command } from "./command";
import { keyName } from "./keyboard";
import type { Keymap } from "./keymap";

const TITLES = { move: "Slices and series", tool: "Tools", image: "Image", film: "Film" } as const;

const MEASURING: readonly (readonly [string, string])[] = [
  ["Shift + arrows", "Move an end of the measurement"],
  ["Shift + I J K L", "Move all of the measurement"],
];

const PLANES: readonly (readonly [string, string])[] = [
  ["Click, drag", "Where the planes meet"],
  ["Slower, faster", "Slab thinner, thicker"],
  ["Play", "Highest, mean, lowest"],
  ["Next series", "The next plane"],
  ["Escape", "Back to the stack"],
];

const POINTER: readonly (readonly [string, string])[] = [
  ["Wheel", "Scroll"],
  ["Ctrl + wheel", "Zoom"],
  ["Left drag", "The chosen tool"],
  ["Right drag", "Window"],
  ["Middle drag", "Pan"],
  ["Double click", "One or all viewports"],
  ["One finger", "Scroll; sideways: series"],
  ["Two fingers", "Zoom and pan"],
  ["Hold, then drag", "Window"],
];

const NONE: readonly (readonly [string, string])[] = [];
const BEFORE = { move: NONE, tool: NONE, film: NONE, image: [["1 – 9", "Window presets"]] } as const;
const AFTER = { move: NONE, tool: MEASURING, film: NONE, image: NONE } as const;

/** The sheet of keys; every one of them is also a visible control, and can be changed here. */
export function makeSheet(commands: readonly Command[], keymap: Keymap): HTMLDialogElement {
  const columns = make("div", { class: "columns" });
  const close = make("button", { type: "button", class: "again", autofocus: true }, "Close");
  const reset = make("button", { type: "button", class: "again" }, "Keys as they came");
  const heading = make("h2", { id: "film-keys" }, "Keys and gestures");
  const hint = make("p", { class: "hint", role: "status" }, HINT);
  const foot = make("div", { class: "foot" }, close, reset);
  const dialog = make("dialog", { class: "film-sheet", "aria-labelledby": heading.id }, heading, hint, columns, foot);
  const fill = (): void => { columns.replaceChildren(...sections(commands, keymap, hint), section("Three planes", plain(PLANES)), section("Pointer and touch", plain(POINTER))); };
  fill();
  keymap.onChange(fill);
  close.addEventListener("click", () => { dialog.close(); });
  reset.addEventListener("click", () => { keymap.reset(); });
  return dialog;
}

const HINT = "Choose a key to change it.";

function sections(commands: readonly Command[], keymap: Keymap, hint: HTMLElement): HTMLElement[] {
  return (["move", "tool", "image", "film"] as const).map((group) => {
    const rows = commands
      .filter((command) => command.group === group && keymap.keysOf(command.label).length > 0)
      .map(({ label }) => [changer(label, keymap, hint), label] as const);
    return section(TITLES[group], [...plain(BEFORE[group]), ...rows, ...plain(AFTER[group])]);
  });
}

type Row = readonly [Node, string];

function plain(rows: readonly (readonly [string, string])[]): readonly Row[] {
  return rows.map(([key, label]) => [make("kbd", {}, key), label]);
}

/** A key that, once chosen, waits for another; Escape leaves it as it was. */
function changer(label: string, keymap: Keymap, hint: HTMLElement): HTMLElement {
  const written = keymap.keysOf(label).map(keyName).join(" ");
  const button = make("button", { type: "button", class: "key", "aria-label": `${label}: ${written}. Change the key` }, make("kbd", {}, written));
  let isWaiting = false;
  const wait = (on: boolean): void => {
    isWaiting = on;
    button.classList.toggle("waiting", on);
    hint.textContent = on ? `Press the new key for “${label}”, or Escape.` : HINT;
  };
  button.addEventListener("click", () => { wait(!isWaiting); });
  button.addEventListener("blur", () => { wait(false); });
  button.addEventListener("keydown", (event) => {
    if (!isWaiting || event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    const isDone = event.key === "Escape" || keymap.change(label, event.key.toLowerCase());
    if (isDone) wait(false);
    else hint.textContent = "That key is taken. Press another, or Escape.";
  });
  return button;
}

function section(title: string, rows: readonly Row[]): HTMLElement {
  const list = make("dl", {});
  for (const [key, label] of rows) list.append(make("div", {}, make("dt", {}, key), make("dd", {}, label)));
  return make("section", {}, make("h3", {}, title), list);
}
