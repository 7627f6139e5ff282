import { make } from "../../../runtime/dom";
import { icon } from "../icons";
import type { IconName } from "../icons";
import { keyName } from "../keyboard";
import type { Keymap } from "../keymap";
import { SLAB_MODES } from "./resample";
import { MODE_WORDS, THICKNESSES, TOOLS } from "./room";
import type { Room, RoomTool } from "./room";

const WORDS: Readonly<Record<RoomTool, readonly [words: string, command: string, icon: IconName]>> = {
  cross: ["Crosshair", "Scroll", "cross"],
  window: ["Window", "Window", "window"],
  zoom: ["Zoom", "Zoom", "zoom"],
  pan: ["Pan", "Pan", "pan"],
  length: ["Measure a length", "Measure a length", "length"],
  ellipse: ["Measure an area", "Measure an area", "ellipse"],
  angle: ["Measure an angle", "Measure an angle", "angle"],
  bidirectional: ["Measure both axes", "Measure both axes", "bidirectional"],
  roi: ["Measure an outline", "Measure an outline", "roi"],
};

/** The tools of the three planes, the slab, and the way back. */
export function makeBar(room: Room, keymap: Keymap, close: () => void, ...more: readonly HTMLElement[]): HTMLElement {
  const tools = TOOLS.map((tool) => toolButton(room, tool, keymap));
  const thickness = choice("Slab", THICKNESSES.map((mm) => [String(mm), mm === 0 ? "one layer" : `${mm} mm`]));
  const mode = choice("of", SLAB_MODES.map((each) => [each, MODE_WORDS[each]]));
  thickness.select.addEventListener("change", () => { room.setSlab({ thicknessMm: Number(thickness.select.value) }); });
  mode.select.addEventListener("change", () => {
    const chosen = SLAB_MODES.find((each) => each === mode.select.value);
    if (chosen) room.setSlab({ mode: chosen });
  });
  const reset = button("Reset", keymap, "Reset", icon("reset"));
  reset.addEventListener("click", () => { room.reset(); });
  const leave = make("button", { type: "button", class: "again mpr-leave" }, "Back to the stack");
  leave.title = "Back to the stack (Esc)";
  leave.addEventListener("click", close);
  const refresh = (): void => {
    for (const { element, tool } of tools) element.setAttribute("aria-pressed", String(room.tool === tool));
    thickness.select.value = String(room.slab.thicknessMm);
    mode.select.value = room.slab.mode;
    mode.label.hidden = room.slab.thicknessMm === 0;
  };
  room.onChange(refresh);
  refresh();
  return make(
    "div",
    { class: "mpr-bar", role: "group", "aria-label": "Three planes" },
    make("div", { class: "mpr-tools" }, ...tools.map(({ element }) => element), thickness.label, mode.label, ...more, reset),
    leave,
  );
}

function toolButton(room: Room, tool: RoomTool, keymap: Keymap): { readonly element: HTMLButtonElement; readonly tool: RoomTool } {
  const [words, command, name] = WORDS[tool];
  const element = button(words, keymap, command, icon(name));
  element.dataset["tool"] = tool;
  element.addEventListener("click", () => { room.choose(tool); });
  return { element, tool };
}

function button(words: string, keymap: Keymap, command: string, drawn: Node): HTMLButtonElement {
  const [key] = keymap.keysOf(command);
  const title = key === undefined ? words : `${words} (${keyName(key)})`;
  return make("button", { type: "button", class: "tool", title, "aria-label": title }, drawn);
}

export interface Choice {
  readonly label: HTMLLabelElement;
  readonly select: HTMLSelectElement;
}

/** One of a few, by value and words. */
export function choice(words: string, options: readonly (readonly [string, string])[]): Choice {
  const select = make("select", {}, ...options.map(([value, text]) => make("option", { value }, text)));
  return { label: make("label", { class: "mpr-choice" }, make("span", {}, words), select), select };
}
