import { make } from "../../runtime/dom";
import { usePreset } from "./commands";
import type { Command } from "./command";
import type { Film } from "./film";
import { icon } from "./icons";
import { keyName } from "./keyboard";
import type { Keymap } from "./keymap";
import { Roving } from "./roving";

/** Study tabs, the tools, and the menu of what is needed less often. */
export function makeToolbar(
  film: Film,
  commands: readonly Command[],
  keymap: Keymap,
  signal: AbortSignal,
): HTMLElement {
  const studies = make("div", { class: "studies", role: "group", "aria-label": "Studies" });
  const tools = make("div", { class: "tools", role: "toolbar", "aria-label": "Image tools" });
  const menu = makeMenu(film, commands, keymap, signal);
  const buttons = commands
    .filter(({ place }) => place === "bar" || place === "wide")
    .map((command) => toolButton(command, keymap));
  const more = moreButton(menu.element);
  tools.append(...withGap(buttons), more, menu.element);
  const roving = [new Roving(tools, signal), new Roving(studies, signal)];
  const refresh = (): void => {
    buttons.forEach(({ refresh: again }) => { again(); });
    fillStudies(studies, film);
    roving.forEach((row) => { row.refresh(); });
  };
  film.onChange(refresh);
  refresh();
  return make("div", { class: "film-bar" }, studies, tools);
}

interface ToolButton {
  readonly element: HTMLButtonElement;
  readonly command: Command;
  readonly refresh: () => void;
}

function toolButton(command: Command, keymap: Keymap): ToolButton {
  const element = make(
    "button",
    { type: "button", class: `tool ${command.place === "wide" ? "rare" : ""}` },
    command.icon ? icon(command.icon) : command.label,
  );
  element.dataset["tool"] = command.label.toLowerCase();
  element.addEventListener("click", command.run);
  const named = (): void => {
    const [key] = keymap.keysOf(command.label);
    element.title = key === undefined ? command.label : `${command.label} (${keyName(key)})`;
    element.setAttribute("aria-label", element.title);
  };
  named();
  keymap.onChange(named);
  const refresh = (): void => {
    if (command.pressed) element.setAttribute("aria-pressed", String(command.pressed()));
  };
  return { element, command, refresh };
}

/** A thin line between the tools and what acts on the film as a whole. */
function withGap(buttons: readonly ToolButton[]): Node[] {
  return buttons.flatMap(({ element, command }, index) => {
    const before = buttons[index - 1]?.command.group;
    const isNew = before === "tool" && command.group !== "tool";
    return isNew ? [make("span", { class: "gap", role: "presentation" }), element] : [element];
  });
}

function moreButton(menu: HTMLElement): HTMLButtonElement {
  const button = make(
    "button",
    { type: "button", class: "tool", "aria-label": "More", title: "More", "aria-haspopup": "true" },
    icon("more"),
  );
  button.dataset["tool"] = "more";
  button.popoverTargetElement = menu;
  menu.addEventListener("toggle", () => { placeBelow(menu, button); });
  return button;
}

function placeBelow(menu: HTMLElement, button: HTMLElement): void {
  const { bottom, right } = button.getBoundingClientRect();
  menu.style.top = `${bottom + 4}px`;
  menu.style.left = `${Math.max(8, right - menu.offsetWidth)}px`;
}

function makeMenu(film: Film, commands: readonly Command[], keymap: Keymap, signal: AbortSignal): { element: HTMLElement } {
  const element = make("div", { class: "film-menu", popover: "auto" });
  const fill = (): void => {
    const rows = commands
      .filter(({ place }) => place === "menu" || place === "wide")
      .map((command) => menuRow(command, keymap, element));
    const presets = presetRows(film, element);
    element.replaceChildren(...presets, ...rows);
  };
  element.addEventListener("beforetoggle", fill, { signal });
  return { element };
}

function menuRow(command: Command, keymap: Keymap, menu: HTMLElement): HTMLElement {
  const on = command.pressed?.();
  return row(command.label, keymap.keysOf(command.label)[0] ?? "", on, menu, command.run);
}

function row(label: string, key: string, on: boolean | undefined, menu: HTMLElement, run: () => void): HTMLElement {
  const button = make(
    "button",
    { type: "button", class: "row-button", "aria-pressed": on === undefined ? null : String(on) },
    make("span", { class: "tick" }, on ? icon("check") : null),
    make("span", {}, label),
    key === "" ? null : make("kbd", {}, keyName(key)),
  );
  button.addEventListener("click", () => {
    menu.hidePopover();
    run();
  });
  return button;
}

function presetRows(film: Film, menu: HTMLElement): HTMLElement[] {
  const presets = film.presets().slice(0, 9);
  const now = film.active.windowNow();
  return presets.map(({ label, center, width }, index) =>
    row(label, String(index + 1), center === now?.center && width === now.width, menu, () =>
      usePreset(film, index + 1),
    ),
  );
}

function fillStudies(row: HTMLElement, film: Film): void {
  if (row.childElementCount !== film.studies.length) {
    row.replaceChildren(...film.studies.map((study) => {
      const count = study.series.length;
      const words = `${count} series`;
      const button = make("button", { type: "button" }, study.label, make("small", {}, words));
      button.addEventListener("click", () => {
        if (film.study !== study) film.openStudy(study);
      });
      return button;
    }));
  }
  [...row.children].forEach((button, index) => {
    const current = film.studies[index] === film.study;
    if (current) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  });
}
