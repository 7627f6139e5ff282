import { asArray, asObject, asString, orNull, asNumber } from "../../runtime/parse";
import { make, setText } from "../../runtime/dom";
import { entriesOf, valueAt } from "./copy";
import { isGhost } from "./form";
import type { Form } from "./form";
import type { EditorProps } from "./props";
import { askFor } from "./saver";
import type { Saver } from "./saver";
import { readMarker, resultOfKey, standardName } from "./stain-keys";

const LIST = '[data-list="stains"]';

/** The stain grid: keys for results, names completed, sentences read. */
export function listenToStains(form: Form, { markers, urls: { panel } }: EditorProps, saver: Saver, signal: AbortSignal): void {
  document.getElementById("markers")?.replaceChildren(...markers.map((value) => make("option", { value })));
  const { root } = form;
  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>(".results [data-value]") : null;
    if (button) press(form, button.closest<HTMLElement>(".results"), button.dataset["value"] ?? "");
  }, { signal });
  root.addEventListener("keydown", (event) => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    const results = target.closest<HTMLElement>(".results");
    const result = results ? resultOfKey(event.key) : null;
    if (result === null) return;
    event.preventDefault();
    press(form, results, result);
    results?.querySelector<HTMLElement>(`[data-value="${result}"]`)?.focus();
  }, { signal });
  root.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.matches('.marker [data-field="marker"]')) tidy(form, target, markers);
  }, { signal });
  const read = (box: HTMLTextAreaElement): void => { saver.hold(readPanel(form, box, panel)); };
  root.addEventListener("change", ({ target }) => { if (isPanelBox(target)) read(target); }, { signal });
  root.addEventListener("paste", ({ target }) => { if (isPanelBox(target)) setTimeout(() => { read(target); }); }, { signal });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !isPanelBox(event.target)) return;
    event.preventDefault();
    read(event.target);
  }, { signal });
}

function isPanelBox(target: EventTarget | null): target is HTMLTextAreaElement {
  return target instanceof HTMLTextAreaElement && target.matches("[data-panel-text]");
}

function press(form: Form, results: HTMLElement | null, value: string): void {
  if (results && !isGhost(results)) form.write(results, value);
}

/** `ttf1+` becomes TTF-1, positive. */
function tidy(form: Form, box: HTMLInputElement, markers: readonly string[]): void {
  const row = box.closest<HTMLElement>("[data-entry]");
  if (!row || isGhost(row) || !box.value.trim()) return;
  const typed = box.value.trim().toLowerCase();
  const isName = markers.some((marker) => marker.toLowerCase() === typed);
  const read = isName ? { marker: box.value.trim(), result: null } : readMarker(box.value);
  form.write(box, standardName(read.marker, markers));
  if (read.result !== null) press(form, row.querySelector<HTMLElement>(".results"), read.result);
}

/** Read a report's sentence into the grid; what was there already keeps its row. */
async function readPanel(form: Form, box: HTMLTextAreaElement, url: string): Promise<void> {
  const text = box.value.trim();
  const part = box.closest<HTMLElement>("[data-panel]");
  const said = part?.querySelector("[data-panel-said]");
  const list = part?.querySelector<HTMLElement>(LIST);
  if (!text || !list || !said) return;
  const answer = await askFor("POST", url, { text });
  if (answer === null) {
    setText(said, "This can't be read without a connection. The sentence stays here.");
    return;
  }
  const stains = asArray(asObject(answer, "panel")["stains"], "stains", parseStain);
  for (const stain of stains) place(form, list, stain);
  setText(said, saidOf(stains.length));
  if (stains.length > 0 && box.value.trim() === text) box.value = "";
}

function saidOf(count: number): string {
  if (count === 0) return "No stain was found in this sentence.";
  return `${count === 1 ? "1 stain" : `${count} stains`} read. Check them below.`;
}

interface ReadStain { readonly marker: string; readonly result: string; readonly percent: number | null; readonly about: boolean }

function parseStain(value: unknown, where: string): ReadStain {
  const found = asObject(value, where);
  return {
    marker: asString(found["marker"], where), result: asString(found["result"], where),
    percent: orNull(found["percent"], where, asNumber), about: found["about"] === true,
  };
}

function place(form: Form, list: HTMLElement, stain: ReadStain): void {
  const index = list.closest<HTMLElement>("[data-panel]")?.querySelector<HTMLElement>('[data-kind="ki"]');
  if (stain.marker === "Ki-67" && stain.percent !== null && index) {
    form.write(index, { marker: stain.marker, percent: stain.percent, is_approximate: stain.about });
    return;
  }
  const there = entriesOf(valueAt(form.copy, form.pathOf(list))).find((entry) => entry["marker"] === stain.marker);
  const row = [...list.children].find((child) => child instanceof HTMLElement && child.dataset["entry"] === there?._id);
  if (there && row) {
    press(form, row.querySelector<HTMLElement>(".results"), stain.result);
    return;
  }
  const percent = stain.percent === null ? {} : { percent: stain.percent };
  form.add(list, { marker: stain.marker, result: stain.result, ...percent });
}
