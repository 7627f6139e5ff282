import { make } from "../../runtime/dom";
import { entriesOf, isEntry, valueAt } from "./copy";
import type { Entry, Json } from "./copy";
import { isGhost } from "./form";
import type { Form } from "./form";
import { readOptions } from "./option-lines";
import type { OptionLine } from "./option-lines";

/** What a question says where its kind says most of it. */
const STEMS: Readonly<Record<string, string>> = {
  differential: "What could this be? Spread 100 points over the diagnoses you would name.",
  hotspot: "Mark any abnormality, or say that there is none.",
  report: "Write the report of this study.",
};
const PASTED: readonly string[] = ["options", "entries"];

/** Questions: asked, copied, sent to another stage, and their lists written like a grid. */
export function listenToItems(form: Form, newId: () => string, said: (text: string) => void, signal: AbortSignal): void {
  const { root } = form;
  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-ask], [data-copy]") : null;
    const kind = button?.dataset["ask"];
    if (button && kind !== undefined) ask(form, button, kind, newId);
    else if (button) copyItem(form, button, newId, said);
  }, { signal });
  root.addEventListener("focusin", ({ target }) => { if (isSend(target)) offerStages(form, target); }, { signal });
  root.addEventListener("pointerdown", ({ target }) => { if (isSend(target)) offerStages(form, target); }, { signal });
  root.addEventListener("change", ({ target }) => { if (isSend(target)) send(form, target, said); }, { signal });
  root.addEventListener("keydown", (event) => { onKey(form, event); }, { signal });
  root.addEventListener("paste", (event) => { onPaste(form, event); }, { signal });
}

function ask(form: Form, button: HTMLElement, kind: string, newId: () => string): void {
  const list = button.closest(".pose")?.querySelector<HTMLElement>('[data-list="items"]');
  const stage = button.closest<HTMLElement>(".stage");
  if (!list || !stage) return;
  const stem = STEMS[kind];
  const item = form.add(list, { kind, id: slug(newId), ...(stem === undefined ? {} : { stem }), ...givenBy(form, stage, kind) });
  button.closest("details")?.removeAttribute("open");
  const first = item?.querySelector<HTMLElement>(stem === undefined ? "textarea" : ".pose-rows :is(textarea, input[type=text]), select, .pose-stem ~ * textarea");
  first?.focus({ preventScroll: true });
  item?.scrollIntoView({ block: "nearest" });
}

/** What the stage has said already: the stack that is to be marked, the author's own report. */
function givenBy(form: Form, stage: HTMLElement, kind: string): Readonly<Record<string, Json>> {
  const said = (name: string): string => textOf(valueAt(form.copy, `${form.pathOf(stage)}/${name}`));
  const told = kind === "report"
    ? { technique: said("caption"), findings: said("findings") }
    : kind === "hotspot" ? { series: seriesOf(form, stage) } : {};
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== ""));
}

function seriesOf(form: Form, stage: HTMLElement): string {
  return textOf(entriesOf(valueAt(form.copy, `${form.pathOf(stage)}/series`))[0]?.["id"] ?? null);
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : "";
}

/** A name of its own within the case, that two people never give twice. */
function slug(newId: () => string): string {
  return `q-${newId()}`;
}

function copyItem(form: Form, button: HTMLElement, newId: () => string, said: (text: string) => void): void {
  const item = button.closest<HTMLElement>("[data-entry]");
  const list = item?.parentElement;
  const entry = item ? valueAt(form.copy, form.pathOf(item)) : null;
  if (!item || !list || !isEntry(entry)) return;
  const made = form.add(list, { ...(anew(entry, newId) as Entry), id: slug(newId) }, entry._id);
  made?.querySelector<HTMLElement>("textarea")?.focus({ preventScroll: true });
  made?.scrollIntoView({ block: "nearest" });
  said("Copied.");
}

/** The same, every entry of it with an id of its own. */
function anew(value: Json, newId: () => string): Json {
  if (Array.isArray(value)) return value.map((one: Json) => anew(one, newId));
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).map(([name, part]): readonly [string, Json] => [name, name === "_id" ? newId() : anew(part, newId)]);
  return Object.fromEntries(parts);
}

function isSend(target: EventTarget | null): target is HTMLSelectElement {
  return target instanceof HTMLSelectElement && target.dataset["send"] !== undefined;
}

/** The stages as they are called now; the first option is the one it stands at. */
export function offerStages(form: Form, select: HTMLSelectElement): void {
  const here = select.closest<HTMLElement>(".stage");
  const stages = [...form.root.querySelectorAll<HTMLElement>(".stages-list > .stage")];
  select.replaceChildren(...stages.map((stage) => make("option", { value: stage.dataset["entry"] ?? "" }, nameOf(stage))));
  select.value = here?.dataset["entry"] ?? "";
}

function nameOf(stage: HTMLElement): string {
  return stage.querySelector("[data-heading]")?.textContent ?? "";
}

function send(form: Form, select: HTMLSelectElement, said: (text: string) => void): void {
  const item = select.closest<HTMLElement>(".pose-item");
  const to = form.root.querySelector<HTMLElement>(`.stages-list > [data-entry="${CSS.escape(select.value)}"]`);
  const list = to?.querySelector<HTMLElement>('[data-list="items"]');
  if (!item || !to || !list || item.parentElement === list) return;
  const made = carry(form, item, list);
  made?.querySelector<HTMLElement>("[data-send]")?.focus({ preventScroll: true });
  made?.scrollIntoView({ block: "center" });
  said(`Asked at ${nameOf(to)} now.`);
}

function carry(form: Form, item: HTMLElement, list: HTMLElement): HTMLElement | null {
  const entry = structuredClone(valueAt(form.copy, form.pathOf(item)));
  if (!isEntry(entry)) return null;
  form.remove(item);
  return form.add(list, entry);
}

/** Enter leads to the next row, which an empty one at the end always is; with Ctrl it marks what is right. */
function onKey(form: Form, event: KeyboardEvent): void {
  if (event.key !== "Enter" || event.isComposing) return;
  const row = rowOf(event.target);
  if (!row || isGhost(row)) return;
  const isDone = event.ctrlKey || event.metaKey ? toggleKey(form, row) : leadOn(row, event.target);
  if (isDone) event.preventDefault();
}

function toggleKey(form: Form, row: HTMLElement): boolean {
  const key = row.querySelector<HTMLInputElement>('[data-field="is_key"]');
  if (key) form.write(key, !key.checked);
  return key !== null;
}

function leadOn(row: HTMLElement, from: EventTarget | null): boolean {
  const isLine = from instanceof HTMLElement && (from.dataset["kind"] === "line" || from.dataset["field"] === "is_key");
  if (isLine) firstLine(row.nextElementSibling)?.focus();
  return isLine;
}

function rowOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-grid] > [data-entry]") : null;
}

function firstLine(row: Element | null): HTMLElement | null {
  return row?.querySelector<HTMLElement>('[data-kind="line"]') ?? null;
}

function takesLines(list: HTMLElement): boolean {
  return PASTED.includes(list.dataset["list"] ?? "");
}

/** Several lines pasted into a list are several entries of it. */
function onPaste(form: Form, event: ClipboardEvent): void {
  const row = rowOf(event.target);
  const list = row?.parentElement;
  if (!row || !list || !takesLines(list) || event.target !== firstLine(row)) return;
  const lines = linesOf(event);
  if (lines.length < 2) return;
  event.preventDefault();
  const last = addLines(form, list, row, lines);
  firstLine(last?.nextElementSibling ?? last)?.focus();
}

function linesOf(event: ClipboardEvent): readonly OptionLine[] {
  return readOptions(event.clipboardData?.getData("text/plain") ?? "");
}

/** Put them after the row; one that is empty gives them its place. Gives the last that was made. */
function addLines(form: Form, list: HTMLElement, row: HTMLElement, lines: readonly OptionLine[]): HTMLElement | null {
  const hasKeys = list.dataset["list"] === "options";
  const isEmpty = !isGhost(row) && valueAt(form.copy, `${form.pathOf(row)}/text`) === null;
  let after = isGhost(row) ? undefined : row.dataset["entry"];
  let last: HTMLElement | null = null;
  for (const { text, isKey } of lines) {
    last = form.add(list, isKey && hasKeys ? { text, is_key: true } : { text }, after);
    after = last?.dataset["entry"];
  }
  if (isEmpty) form.remove(row);
  return last;
}
