import { clamp } from "../../runtime/dom";
import type { Entry } from "./copy";
import { isGhost } from "./form";
import type { Form } from "./form";

const ARROWS: Readonly<Record<string, -1 | 1>> = { ArrowUp: -1, ArrowDown: 1 };

/** Buttons and keys that move, remove and add entries. */
export function listenToLists(form: Form, said: (text: string) => void, signal: AbortSignal): void {
  form.root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-move], [data-remove], [data-add-stage]") : null;
    if (!button) return;
    const entry = button.closest<HTMLElement>("[data-entry]");
    const kind = button.dataset["addStage"];
    if (kind !== undefined) addStage(form, kind);
    else if (entry && button.dataset["move"] !== undefined) move(form, entry, button.dataset["move"] === "up" ? -1 : 1, button, said);
    else if (entry) remove(form, entry, said);
  }, { signal });
  form.root.addEventListener("keydown", (event) => { onKey(form, event, said); }, { signal });
}

function onKey(form: Form, event: KeyboardEvent, said: (text: string) => void): void {
  const field = event.target instanceof HTMLElement ? event.target : null;
  const entry = field?.closest<HTMLElement>("[data-entry]");
  if (!field || !entry || event.isComposing) return;
  const by = event.altKey ? ARROWS[event.key] : undefined;
  if (by === undefined && !isTakenBack(event, field, entry)) return;
  event.preventDefault();
  if (by === undefined) remove(form, entry, said);
  else move(form, entry, by, field, said);
}

function isTakenBack(event: KeyboardEvent, field: HTMLElement, entry: HTMLElement): boolean {
  return event.key === "Backspace" && isEmptied(field) && isSmall(entry);
}

/** Only an entry that has nothing else in it goes by the key that empties its field. */
function isSmall(entry: HTMLElement): boolean {
  const boxes = [...entry.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>("textarea, input:not([type=checkbox])")];
  return !entry.matches(".stage") && !isGhost(entry) && boxes.every((box) => box.value === "");
}

function isEmptied(field: HTMLElement): boolean {
  return (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) && field.value === "";
}

function move(form: Form, entry: HTMLElement, by: -1 | 1, focus: HTMLElement, said: (text: string) => void): void {
  if (!form.move(entry, by)) return;
  focus.focus({ preventScroll: true });
  entry.scrollIntoView({ block: "nearest" });
  said(by === -1 ? "Moved up." : "Moved down.");
}

function remove(form: Form, entry: HTMLElement, said: (text: string) => void): void {
  const list = entry.parentElement;
  const at = list ? [...list.children].indexOf(entry) : 0;
  form.remove(entry);
  const next = list?.children[clamp(at, 0, Math.max(list.children.length - 1, 0))] ?? null;
  const box = next?.querySelector<HTMLElement>("textarea, input, select");
  box?.focus({ preventScroll: true });
  said("Removed. Undo brings it back.");
}

function addStage(form: Form, kind: string): void {
  const made = makeStage(form, kind);
  const box = made?.querySelector<HTMLElement>("textarea");
  box?.focus({ preventScroll: true });
  made?.scrollIntoView({ block: "start" });
}

/** A new stage after another one, or before the discussion. */
export function makeStage(form: Form, kind: string, after?: HTMLElement | null): HTMLElement | null {
  const list = form.root.querySelector<HTMLElement>('[data-list="stages"]');
  if (!list) return null;
  const stages = [...list.children].filter((child): child is HTMLElement => child instanceof HTMLElement);
  const isEnd = (stage: HTMLElement): boolean => stage.dataset["kindOfStage"] === "discussion";
  const last = after && !isEnd(after) ? after : stages.filter((stage) => !isEnd(stage)).at(-1);
  return form.add(list, { kind, id: freeName(form, kind) }, last?.dataset["entry"] ?? null);
}

function freeName(form: Form, kind: string): string {
  const stages = form.copy["stages"];
  const taken = new Set((Array.isArray(stages) ? (stages as unknown as readonly Entry[]) : []).map((stage) => stage["id"]));
  if (!taken.has(kind)) return kind;
  let number = 2;
  while (taken.has(`${kind}-${number}`)) number += 1;
  return `${kind}-${number}`;
}
