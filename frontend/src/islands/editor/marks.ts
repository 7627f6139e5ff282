import { asObject, asString, orNull } from "../../runtime/parse";
import { setText } from "../../runtime/dom";
import { entriesOf, isEntry, isSame, valueAt } from "./copy";
import type { Entry, Json } from "./copy";
import { filmRoot, isStacked, linkTo, tellFilm } from "./film";
import type { Form } from "./form";

const LIST = '[data-list="annotations"]';
const SHAPES: Readonly<Record<string, string>> = { arrow: "↙", measurement: "↔", region: "◯", label: "T" };
const NAMES: Readonly<Record<string, string>> = {
  arrow: "Arrow", measurement: "Measurement", region: "Outline", label: "Words",
};

/**
 * What is drawn on the film is kept as entries of the copy, and what the copy says is shown there:
 * so drawing is saved, taken back and merged as writing is.
 */
export class MarkSide {
  /** What else the film shows of a series. */
  others: (series: string) => readonly Readonly<Record<string, Json>>[] = () => [];
  /** Whether something else takes what was drawn. */
  isTaken: (detail: Readonly<Record<string, unknown>>) => boolean = () => false;
  #chosen: string | null = null;
  #hasAnswered = false;

  constructor(private readonly form: Form, private readonly said: (text: string) => void, signal: AbortSignal) {
    const on = (name: string, run: (detail: Readonly<Record<string, unknown>>) => void): void => {
      document.addEventListener(`readingroom:${name}`, (event) => {
        if (event instanceof CustomEvent) run(asObject(event.detail, name));
      }, { signal });
    };
    on("annotation", (detail) => { if (!this.isTaken(detail)) this.#add(detail); });
    on("annotation-changed", (detail) => { this.#change(detail); });
    on("annotation-erased", (detail) => { this.#erase(asString(detail["id"], "id")); });
    on("annotation-chosen", (detail) => { this.#choose(orNull(detail["id"], "id", asString)); });
    on("view", () => { this.#greet(); });
    form.root.addEventListener("click", (event) => {
      const row = rowOf(event.target, "[data-go-mark]");
      if (row) this.#goTo(row);
    }, { signal });
    form.root.addEventListener("dragstart", (event) => { this.#drag(event); }, { signal });
    this.showAll();
  }

  /** Show on the film what the copy says of every series. */
  showAll(): void {
    for (const list of this.form.root.querySelectorAll<HTMLElement>(LIST)) this.show(this.form.pathOf(list));
  }

  /** What of a series' marks lies at this address was changed. */
  show(path: string): void {
    const at = path.split("/").lastIndexOf("annotations");
    if (at < 0) return;
    const holder = path.split("/").slice(0, at).join("/");
    const series = valueAt(this.form.copy, `${holder}/id`);
    const marks = entriesOf(valueAt(this.form.copy, `${holder}/annotations`));
    if (typeof series !== "string") return;
    const own = marks.map(({ _id, ...mark }) => ({ ...mark, id: _id }));
    tellFilm("annotations", { series, annotations: [...own, ...this.others(series)] });
  }

  /** Something else that the film shows of a series was changed. */
  showSeries(series: string): void {
    const list = this.#listOf(series);
    if (list) this.show(this.form.pathOf(list));
  }

  /** The chosen mark, where it is an outline on this series. */
  chosenOutline(series: string): Entry | null {
    const row = this.#chosen === null ? null : this.#rowOf(this.#chosen);
    const mark = row && this.#seriesOf(row) === series ? this.#entryOf(row) : null;
    return mark?.["shape"] === "region" ? mark : null;
  }

  /** The words of the chosen mark, where it lies on this slice. */
  nameOf(series: string, frame: number): string {
    const row = this.#chosen === null ? null : this.#rowOf(this.#chosen);
    const mark = row ? this.#entryOf(row) : null;
    const isThere = mark?.["slice"] === frame && row !== null && this.#seriesOf(row) === series;
    return isThere && typeof mark["label"] === "string" ? mark["label"] : "";
  }

  /** The film has come to life, perhaps after this page: it is told what there is. */
  #greet(): void {
    if (this.#hasAnswered) return;
    this.#hasAnswered = true;
    this.showAll();
  }

  #add(detail: Readonly<Record<string, unknown>>): void {
    const series = asString(detail["series"], "series");
    const list = this.#listOf(series);
    const mark = asObject(detail["annotation"], "annotation") as Readonly<Record<string, Json>>; // the film's own
    if (!list) return;
    this.form.add(list, { _id: asString(detail["id"], "id"), ...mark });
    for (let fold = list.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
  }

  #change(detail: Readonly<Record<string, unknown>>): void {
    const row = this.#rowOf(asString(detail["id"], "id"));
    const mark = asObject(detail["annotation"], "annotation") as Readonly<Record<string, Json>>;
    if (!row) return;
    for (const field of row.querySelectorAll<HTMLElement>("[data-field]")) {
      const value = mark[field.dataset["field"] ?? ""];
      const before = valueAt(this.form.copy, this.form.pathOf(field));
      if (value !== undefined && !isSame(before, value)) this.form.write(field, value);
    }
  }

  #erase(id: string): void {
    const row = this.#rowOf(id);
    if (!row) return;
    this.form.remove(row);
    this.said("Removed. Undo brings it back.");
  }

  #choose(id: string | null): void {
    this.#chosen = id;
    for (const row of this.form.root.querySelectorAll<HTMLElement>(".mark-row")) {
      if (row.dataset["entry"] === id) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  #goTo(row: HTMLElement): void {
    const id = row.dataset["entry"] ?? "";
    this.#choose(id);
    tellFilm("choose", { series: this.#seriesOf(row), id });
    if (isStacked()) filmRoot()?.scrollIntoView({ block: "start" });
  }

  #drag(event: DragEvent): void {
    const row = rowOf(event.target, "[data-go-mark]");
    const mark = row ? this.#entryOf(row) : null;
    const slice = mark?.["slice"];
    if (!row || typeof slice !== "number" || !event.dataTransfer) return;
    const words = typeof mark?.["label"] === "string" ? mark["label"] : "";
    const series = this.#seriesOf(row);
    event.dataTransfer.setData("text/plain", linkTo(words || `${series} ${slice}`, series, slice));
    event.dataTransfer.effectAllowed = "copy";
  }

  #listOf(series: string): HTMLElement | null {
    return [...this.form.root.querySelectorAll<HTMLElement>(LIST)].find((list) => this.#seriesOf(list) === series) ?? null;
  }

  #seriesOf(within: HTMLElement): string {
    const row = within.closest<HTMLElement>(".series-row");
    const id = row ? valueAt(this.form.copy, `${this.form.pathOf(row)}/id`) : null;
    return typeof id === "string" ? id : "";
  }

  #rowOf(id: string): HTMLElement | null {
    return [...this.form.root.querySelectorAll<HTMLElement>(".mark-row")].find((row) => row.dataset["entry"] === id) ?? null;
  }

  #entryOf(row: HTMLElement): Entry | null {
    const entry = valueAt(this.form.copy, this.form.pathOf(row));
    return isEntry(entry) ? entry : null;
  }
}

function rowOf(target: EventTarget | null, selector: string): HTMLElement | null {
  return target instanceof Element ? target.closest(selector)?.closest<HTMLElement>(".mark-row") ?? null : null;
}

/** A mark's button: its shape, and the slice it leads to. */
export function dressMark(element: HTMLElement, entry: Entry): void {
  const button = element.querySelector<HTMLElement>("[data-go-mark]");
  const [shape, slice] = [entry["shape"], entry["slice"]];
  if (!button || typeof shape !== "string" || typeof slice !== "number") return;
  setText(button, `${SHAPES[shape] ?? ""} ${slice}`);
  button.setAttribute("aria-label", `${NAMES[shape] ?? "Mark"} on slice ${slice}: go there`);
  button.title = "Go there; drag it into a text to link it";
}
