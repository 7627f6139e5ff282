import { usePreset } from "./commands";
import type { Command } from "./command";
import type { Film } from "./film";
import type { Keymap } from "./keymap";
import { nudgeMark } from "./marking";
import { nudge } from "./measure-drag";

const TYPING = "input, textarea, select, [contenteditable], dialog";
const OWN_KEYS = "button, a, summary";
const NAMES: Readonly<Record<string, string>> = {
  " ": "Space",
  arrowdown: "↓",
  arrowup: "↑",
  arrowright: "→",
  arrowleft: "←",
  pagedown: "Page Down",
  pageup: "Page Up",
  home: "Home",
  end: "End",
  enter: "Enter",
  delete: "Delete",
  backspace: "Backspace",
};

/** With Shift, arrows move the end of the chosen measurement; I, J, K and L move all of it. */
type Step = readonly [number, number, "end" | "whole"];
const STEPS: Readonly<Record<string, Step>> = {
  arrowleft: [-1, 0, "end"],
  arrowright: [1, 0, "end"],
  arrowup: [0, -1, "end"],
  arrowdown: [0, 1, "end"],
  j: [-1, 0, "whole"],
  l: [1, 0, "whole"],
  i: [0, -1, "whole"],
  k: [0, 1, "whole"],
};

/** A key as it is written on keyboards. */
export function keyName(key: string): string {
  return NAMES[key] ?? key.toUpperCase();
}

/**
 * Keys act on the film while focus is in it, or while the pointer is over it and focus nowhere
 * else or still on the link in the text that led to it (WCAG 2.1.4). Tab is never taken.
 */
export function listenToKeys(
  root: HTMLElement,
  film: Film,
  commands: readonly Command[],
  keymap: Keymap,
  signal: AbortSignal,
): void {
  const byLabel = new Map(commands.map((command) => [command.label, command] as const));
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !isForFilm(event, root)) return;
    const key = event.key.toLowerCase();
    if (act(key, event.shiftKey)) event.preventDefault();
  };
  const act = (key: string, shifted: boolean): boolean => {
    const step = shifted ? STEPS[key] : undefined;
    if (step && nudged(film, step)) return true;
    const done = film.guest?.act(keymap.commandOf(key), key) ?? "film";
    return done === "film" ? actOnFilm(key) : done;
  };
  const actOnFilm = (key: string): boolean => {
    if (/^[1-9]$/.test(key)) return usePreset(film, Number(key));
    const command = byLabel.get(keymap.commandOf(key) ?? "");
    command?.run();
    return command !== undefined;
  };
  document.addEventListener("keydown", onKey, { signal });
}

function nudged(film: Film, step: Step): boolean {
  if (film.guest) return film.guest.nudge(...step);
  return nudgeMark(film, ...step) || nudge(film, ...step);
}

function isForFilm(event: KeyboardEvent, root: HTMLElement): boolean {
  const { target } = event;
  if (event.defaultPrevented || !(target instanceof Element) || target.closest(TYPING)) return false;
  return root.contains(target) ? !pressesButton(event, target) : isFromNowhere(event, target, root);
}

/** A focused button keeps the keys that press it. */
function pressesButton(event: KeyboardEvent, target: Element): boolean {
  return (event.key === " " || event.key === "Enter") && target.closest(OWN_KEYS) !== null;
}

function isFromNowhere(event: KeyboardEvent, target: Element, root: HTMLElement): boolean {
  const isNowhere = target === document.body;
  const isJustFollowed = target.matches("a[data-series]") && event.key !== "Enter";
  // The sheet of keys is for finding out how, so it opens before one knows where to point.
  if (isNowhere && event.key === "?") return true;
  return (isNowhere || isJustFollowed) && root.matches(":hover");
}
