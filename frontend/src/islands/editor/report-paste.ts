import { make } from "../../runtime/dom";
import { entriesOf, valueAt } from "./copy";
import type { Entry, Json } from "./copy";
import { isGhost } from "./form";
import type { Form } from "./form";
import { makeStage } from "./lists";
import { cleanLine, cleanPaste } from "./paste";
import { linesOfWord } from "./paste-html";
import { readReference } from "./reference";
import { readDifferential, readLines, readReport } from "./report";
import type { Part, ReadDiagnosis } from "./report";
import { put } from "./toolbar";

/** Stages that a report may bring with it; studies come with their images. */
const MADE: readonly string[] = ["course", "pathology"];
const EVENTS: readonly string[] = ["operation", "treatment", "follow-up", "outcome"];
const LISTS: Readonly<Record<string, (text: string) => Readonly<Record<string, Json>>>> = {
  teaching_points: (text) => ({ text }),
  references: (text) => {
    const { citation, doi, pmid } = readReference(text);
    return { citation, ...(doi === null ? {} : { doi }), ...(pmid === null ? {} : { pmid }) };
  },
};

/** Where someone stands who has just pasted, and written nothing since. */
let laidFrom: Element | null = null;

/** Whether a step back is meant for all that was laid out, though it is asked for in a text. */
export function hasJustLaid(element: Element): boolean {
  return element === laidFrom;
}

/** A report that is pasted whole goes to its fields by its headings; a pasted differential to its rows. */
export function listenToReports(form: Form, newId: () => string, said: (text: string) => void, signal: AbortSignal): void {
  form.root.addEventListener("paste", (event) => {
    const { target: box } = event;
    const text = textOf(event);
    if (event.defaultPrevented || !(box instanceof HTMLTextAreaElement) || text === "") return;
    const layer = new Layer(form, box, newId);
    if (!(isDiagnosis(box) ? layer.diagnoses(text) : layer.report(text))) return;
    event.preventDefault();
    const words = `Laid out: ${layer.told.join(", ")}. Undo takes it back.`;
    said(words);
    show(box, words);
    laidFrom = document.activeElement;
  }, { signal });
  form.root.addEventListener("input", () => { laidFrom = null; }, { signal });
}

/** Said in sight too: what went elsewhere may stand far below. */
function show(box: HTMLElement, words: string): void {
  for (const old of document.querySelectorAll("[data-laid-out]")) old.remove();
  box.closest(".write")?.append(make("p", { class: "small soft", "data-laid-out": true }, words));
}

function textOf({ clipboardData: carried }: ClipboardEvent): string {
  return carried ? linesOfWord(carried.getData("text/html")) ?? carried.getData("text/plain") : "";
}

function isDiagnosis(box: HTMLElement): boolean {
  return box.dataset["field"] === "diagnosis" && box.closest('[data-list="differential"]') !== null;
}

/** Puts what was pasted into a box where it belongs. What has no place, or whose place is taken, stays in the box. */
class Layer {
  readonly told: string[] = [];
  readonly #rest: string[] = [];
  #stage: HTMLElement | null;

  constructor(private readonly form: Form, private readonly box: HTMLTextAreaElement, private readonly newId: () => string) {
    this.#stage = box.closest<HTMLElement>(".stage[data-kind-of-stage]");
  }

  /** Several lines in the box of a diagnosis are several diagnoses. */
  diagnoses(text: string): boolean {
    const list = this.box.closest<HTMLElement>('[data-list="differential"]');
    const found = readDifferential(text.split(/\r\n?|\n/));
    if (!list || !isGhost(this.box) || found.length < 2) return false;
    this.#addDiagnoses(list, found);
    list.querySelector<HTMLElement>('[data-ghost-entry] [data-field="diagnosis"]')?.focus();
    return true;
  }

  report(text: string): boolean {
    const home = this.#stage;
    if (!home || this.box.dataset["kind"] !== "prose") return false;
    const parts = readReport(text, home.dataset["kindOfStage"] ?? "");
    if (parts.length < 2 || parts.every(({ target }) => target === null)) return false;
    for (const part of parts) this.#lay(part);
    const rest = this.#rest.filter(Boolean).join("\n\n");
    if (rest) put(this.box, rest);
    return this.told.length > 0 || rest !== "";
  }

  #lay(part: Part): void {
    const words = cleanPaste(part.lines.join("\n"));
    const { target } = part;
    if (words === "" && part.modality === null) return;
    const place = target && this.#placeFor(part, target.kind);
    if (words === "") return;
    if (target && place && this.#write(place, target.field, part.lines, words)) this.told.push(nameOf(part));
    else this.#keep(part, words);
  }

  /** The stage it is for, which is the one being read from there on; the page for what is of the case itself. */
  #placeFor(part: Part, kind: string): HTMLElement | null {
    if (kind === "about") return this.form.root;
    const stage = this.#stageFor(part, kind);
    if (stage) this.#stage = stage;
    return stage;
  }

  /** Its own words go in as they are, others' with their heading. */
  #keep(part: Part, words: string): void {
    const isOwn = part.target === null || (this.#stage?.contains(this.box) && part.target.field === this.box.dataset["field"]);
    if (isOwn) this.#rest.push(words);
    else this.#rest.push(`**${part.heading}.** ${words}`);
  }

  /** The one being read, the one pasted into, the first that says nothing yet. */
  #stageFor({ modality }: Part, kind: string): HTMLElement | null {
    const home = this.box.closest<HTMLElement>(".stage");
    const fits = (stage: HTMLElement | null): boolean =>
      stage?.dataset["kindOfStage"] === kind && (modality === null || valueAt(this.form.copy, `${this.form.pathOf(stage)}/modality`) === modality);
    const all = [...this.form.root.querySelectorAll<HTMLElement>(".stages-list > .stage")].filter(fits);
    const named = all.find((stage) => this.#isEmpty(stage)) ?? null;
    if (modality !== null) return named;
    return [this.#stage, home].find(fits) ?? named ?? all[0] ?? (MADE.includes(kind) ? this.#made(kind) : null);
  }

  /** It comes where the report has it; after the studies, where that is before them. */
  #made(kind: string): HTMLElement | null {
    const isBefore = this.#stage?.dataset["kindOfStage"] === "presentation";
    return makeStage(this.form, kind, isBefore ? null : this.#stage);
  }

  #isEmpty(stage: HTMLElement): boolean {
    return valueAt(this.form.copy, `${this.form.pathOf(stage)}/findings`) === null;
  }

  /** False where something stands there already: nothing that was written is written over. */
  #write(stage: HTMLElement, field: string, lines: readonly string[], words: string): boolean {
    const list = this.#list(stage, EVENTS.includes(field) ? "events" : field);
    if (list) return this.#fill(list, field, lines, words);
    if (field === "panel") return readPanelOf(stage, words);
    const box = stage.querySelector<HTMLElement>(`[data-field="${field}"]`);
    if (!box || valueAt(this.form.copy, this.form.pathOf(box)) !== null) return false;
    if (box === this.box) {
      put(this.box, words);
      return true;
    }
    if (box.dataset["kind"] === "words") this.form.write(box, readLines(words.split(/[,;\n]/)));
    else this.form.write(box, box.dataset["kind"] === "prose" ? words : cleanLine(words));
    return true;
  }

  #list(stage: HTMLElement, name: string): HTMLElement | null {
    return [...stage.querySelectorAll<HTMLElement>(`[data-list="${name}"]`)].find((list) => list.closest(".stage") === stage) ?? null;
  }

  #fill(list: HTMLElement, field: string, lines: readonly string[], words: string): boolean {
    if (field === "differential") this.#addDiagnoses(list, readDifferential(lines));
    else if (EVENTS.includes(field)) this.form.add(list, { what: field, text: words });
    else for (const line of readLines(lines)) this.form.add(list, LISTS[field]?.(line) ?? { text: line });
    return true;
  }

  #addDiagnoses(list: HTMLElement, found: readonly ReadDiagnosis[]): void {
    const known = new Set(entriesOf(valueAt(this.form.copy, this.form.pathOf(list))).map((entry) => entry["diagnosis"]));
    for (const one of found.filter(({ diagnosis }) => !known.has(diagnosis))) {
      this.form.add(list, {
        diagnosis: cleanLine(one.diagnosis), for: this.#reasons(one.for), against: this.#reasons(one.against),
        ...(one.share === null ? {} : { share: one.share }),
      });
    }
    if (!this.told.includes("Differential")) this.told.push("Differential");
  }

  #reasons(texts: readonly string[]): readonly Entry[] {
    return texts.map((text) => ({ _id: this.newId(), text }));
  }
}

function nameOf({ target, modality, heading }: Part): string {
  return modality === null && target?.field !== "differential" ? heading.charAt(0).toUpperCase() + heading.slice(1).toLowerCase() : heading;
}

/** The stain grid reads its own box. */
function readPanelOf(stage: HTMLElement, words: string): boolean {
  const box = stage.querySelector<HTMLTextAreaElement>("[data-panel-text]");
  if (!box) return false;
  box.value = words;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}
