import { make } from "../../runtime/dom";
import type { Command } from "./commands";
import { keyName } from "./keyboard";

const TITLES = { move: "Slices and series", tool: "Tools", image: "Image", film: "Film" } as const;

const MEASURING: readonly (readonly [string, string])[] = [
  ["Shift + arrows", "Move an end of the measurement"],
  ["Shift + I J K L", "Move all of the measurement"],
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

/** The sheet of keys; every one of them is also a visible control. */
export function makeSheet(commands: readonly Command[]): HTMLDialogElement {
  const sections = (["move", "tool", "image", "film"] as const).map((group) => {
    const rows = commands
      .filter((command) => command.group === group)
      .map(({ keys, label }) => [keys.map(keyName).join(" "), label] as const);
    return section(TITLES[group], [...BEFORE[group], ...rows, ...AFTER[group]]);
  });
  const close = make("button", { type: "button", class: "again", autofocus: true }, "Close");
  const heading = make("h2", { id: "film-keys" }, "Keys and gestures");
  const columns = make("div", { class: "columns" }, ...sections, section("Pointer and touch", POINTER));
  const dialog = make("dialog", { class: "film-sheet", "aria-labelledby": heading.id }, heading, columns, close);
  close.addEventListener("click", () => { dialog.close(); });
  return dialog;
}

function section(title: string, rows: readonly (readonly [string, string])[]): HTMLElement {
  const list = make("dl", {});
  for (const [key, label] of rows) {
    list.append(make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, label)));
  }
  return make("section", {}, make("h3", {}, title), list);
}
