import { setText } from "../../runtime/dom";
import { asObject, asString, orNull } from "../../runtime/parse";
import { entriesOf, isSame, valueAt } from "./copy";
import type { Entry, Json } from "./copy";
import { filmRoot, isStacked, tellFilm } from "./film";
import type { FilmSide } from "./film";
import type { Form } from "./form";
import type { MarkSide } from "./marks";
import type { SeriesFacts } from "./props";
import { dressTraced, listenToSegments, tracedOf } from "./segments";
import type { Traced } from "./segments";

type Facts = Readonly<Record<string, unknown>>;
type Mark = Readonly<Record<string, Json>>;

interface Parts {
  readonly form: Form;
  readonly film: FilmSide;
  readonly marks: MarkSide;
  readonly series: Readonly<Record<string, SeriesFacts>>;
  readonly said: (text: string) => void;
}

const LIST = '[data-list="targets"]';
/** A place is shown on each of its slices; on more than this a film would only grow slow. */
const MOST_SHOWN = 400;

/**
 * The places that a hotspot is to find: drawn on the film like any mark, and shown there on every slice
 * on which a mark counts, so that its range can be judged by scrolling.
 */
export class TargetSide {
  /** The list that the next outline drawn goes to. */
  #armed: HTMLElement | null = null;
  /** The slice on which a place was drawn, which bears its plain id. */
  readonly #homes = new Map<string, number>();

  constructor(private readonly parts: Parts, signal: AbortSignal) {
    const on = (name: string, run: (detail: Facts) => void): void => {
      document.addEventListener(`readingroom:${name}`, (event) => {
        if (event instanceof CustomEvent) run(asObject(event.detail, name));
      }, { signal });
    };
    on("annotation-changed", (detail) => { this.#change(detail); });
    on("annotation-erased", (detail) => { this.#erase(asString(detail["id"], "id")); });
    on("annotation-chosen", (detail) => { this.#choose(orNull(detail["id"], "id", asString)); });
    parts.form.root.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>(BUTTONS) : null;
      if (button) this.#press(button);
    }, { signal });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.#arm(null); }, { signal });
    listenToSegments(parts.form, parts.said, signal);
  }

  get #form(): Form { return this.parts.form; }

  /** What the film is to show of a series besides its own marks. */
  marksOf(series: string): readonly Mark[] {
    return this.#lists(series).flatMap((list) => entriesOf(valueAt(this.#form.copy, this.#form.pathOf(list))).flatMap((entry) => this.#marksOf(entry, series)));
  }

  /** An outline was drawn: whether it is a place, and none of the series' own marks. */
  take(detail: Facts): boolean {
    const list = this.#armed;
    const drawn = asObject(detail["annotation"], "annotation") as Mark; // the film's own
    if (!list || drawn["shape"] !== "region" || this.#seriesOf(list) !== detail["series"]) return false;
    this.#arm(null);
    const id = asString(detail["id"], "id");
    this.#homes.set(id, Number(drawn["slice"]));
    this.#add(list, drawn, id);
    return true;
  }

  /** What lies at this address was changed: the film shows it as it is now. */
  show(element: HTMLElement): void {
    const list = element.closest<HTMLElement>(LIST) ?? element.closest("[data-hotspot]")?.querySelector<HTMLElement>(LIST);
    if (!list) return;
    for (const row of list.querySelectorAll<HTMLElement>(".pose-target")) this.#dress(row);
    const none = list.parentElement?.querySelector<HTMLElement>("[data-no-targets]");
    if (none) none.hidden = list.childElementCount > 0;
    this.parts.marks.showSeries(this.#seriesOf(list));
  }

  #marksOf(entry: Entry, series: string): readonly Mark[] {
    const [first, last] = span(entry);
    const traced = tracedOf(entry).slice(0, MOST_SHOWN);
    if (traced.length > 0) return this.#tracedMarks(entry, traced);
    if (first === null || last === null || !Array.isArray(entry["outline_px"])) return [];
    const end = Math.min(last, this.parts.series[series]?.count ?? last, first + MOST_SHOWN);
    const home = this.#home(entry);
    const slices = Array.from({ length: Math.max(end - first + 1, 0) }, (_, at) => first + at);
    return slices.map((slice) => ({
      id: slice === home ? entry._id : `${entry._id}@${slice}`, shape: "region", slice,
      outline_px: entry["outline_px"] ?? null, label: entry["label"] ?? "",
    }));
  }

  /** One of them bears the plain id, so that it can be gone to; a slice says the name once. */
  #tracedMarks(entry: Entry, traced: readonly Traced[]): readonly Mark[] {
    const middle = traced[Math.floor(traced.length / 2)]?.slice;
    const home = traced.findIndex(({ slice }) => slice === middle);
    return traced.map(({ slice, outline }, at) => ({
      id: at === home ? entry._id : `${entry._id}@${at}`, shape: "region", slice, outline_px: outline,
      label: traced[at - 1]?.slice === slice ? "" : entry["label"] ?? "",
    }));
  }

  #home(entry: Entry): number {
    const [first, last] = span(entry);
    const kept = this.#homes.get(entry._id) ?? Math.round(((first ?? 1) + (last ?? first ?? 1)) / 2);
    return Math.min(Math.max(kept, first ?? kept), last ?? kept);
  }

  #press(button: HTMLElement): void {
    const { drawTarget: shape, sliceHere: end } = button.dataset;
    const list = button.closest("[data-hotspot]")?.querySelector<HTMLElement>(LIST);
    const row = button.closest<HTMLElement>(".pose-target");
    if (!list) return;
    if (row && end !== undefined) this.#slice(list, row, end);
    else if (row) this.#goTo(list, row);
    else if (shape === undefined) this.#takeChosen(list);
    else if (button.getAttribute("aria-pressed") === "true") this.#arm(null);
    else this.#draw(list, button, shape);
  }

  #draw(list: HTMLElement, button: HTMLElement, shape: string): void {
    const series = this.#seriesOf(list);
    if (!series || !filmRoot()) {
      this.parts.said("Choose the stack to mark first.");
      return;
    }
    if (this.parts.film.view()?.series !== series) tellFilm("go", { series, frame: this.parts.film.view(series)?.frame ?? this.#middle(series) });
    this.#arm(list, button);
    tellFilm("draw", { shape });
    filmRoot()?.querySelector<HTMLElement>(".view.active")?.focus({ preventScroll: !isStacked() });
    this.parts.said("Draw around the place on the film. Enter lays an outline over its middle.");
  }

  #arm(list: HTMLElement | null, button?: HTMLElement): void {
    if (this.#armed && !list) tellFilm("draw", { shape: null });
    this.#armed = list;
    for (const one of this.#form.root.querySelectorAll("[data-draw-target]")) one.setAttribute("aria-pressed", String(one === button));
  }

  #middle(series: string): number {
    return Math.ceil((this.parts.series[series]?.count ?? 1) / 2);
  }

  #takeChosen(list: HTMLElement): void {
    const mark = this.parts.marks.chosenOutline(this.#seriesOf(list));
    if (mark) this.#add(list, mark);
    else this.parts.said("Choose an outline on this stack first: click it on the film, or in the list of its marks.");
  }

  #add(list: HTMLElement, mark: Mark, id?: string): void {
    const slice = mark["slice"] ?? null;
    const values = { label: mark["label"] ?? "", first_slice: slice, last_slice: slice, outline_px: mark["outline_px"] ?? null };
    this.#form.add(list, id === undefined ? values : { _id: id, ...values });
    this.parts.said("A place to be found. Say by From here and To here on which slices a mark counts.");
  }

  #slice(list: HTMLElement, row: HTMLElement, end: string): void {
    const frame = this.parts.film.view(this.#seriesOf(list))?.frame;
    if (frame === undefined) {
      this.parts.said("Show this stack on the film first, and scroll to the slice.");
      return;
    }
    const [first, last] = ["first_slice", "last_slice"].map((name) => row.querySelector<HTMLInputElement>(`[data-field="${name}"]`));
    if (!first || !last) return;
    this.#form.write(end === "first" ? first : last, frame);
    if (Number(first.value) > Number(last.value)) this.#form.write(end === "first" ? last : first, frame);
    this.parts.said(`Counts from slice ${first.value} to ${last.value}.`);
  }

  #goTo(list: HTMLElement, row: HTMLElement): void {
    const id = row.dataset["entry"] ?? "";
    tellFilm("choose", { series: this.#seriesOf(list), id });
    this.#choose(id);
    if (isStacked()) filmRoot()?.scrollIntoView({ block: "start" });
  }

  #change(detail: Facts): void {
    const row = this.#rowOf(asString(detail["id"], "id"));
    const mark = asObject(detail["annotation"], "annotation") as Mark;
    const isTraced = row !== null && tracedOf(valueAt(this.#form.copy, this.#form.pathOf(row)) as Entry).length > 0;
    if (isTraced) this.#refuseShift(row);
    for (const name of isTraced ? [] : ["outline_px", "label"]) {
      const field = row?.querySelector<HTMLElement>(`[data-field="${name}"]`);
      const value = mark[name];
      if (field && value !== undefined && !isSame(valueAt(this.#form.copy, this.#form.pathOf(field)), value)) this.#form.write(field, value);
    }
  }

  /** What a segmentation says is not moved by hand: the film shows it again as it is. */
  #refuseShift(row: HTMLElement): void {
    const list = row.closest<HTMLElement>(LIST);
    if (list) this.parts.marks.showSeries(this.#seriesOf(list));
    this.parts.said("This outline comes from a segmentation and stays as it is. Remove the place and draw one to change it.");
  }

  #erase(id: string): void {
    const row = this.#rowOf(id);
    if (!row) return;
    this.#form.remove(row);
    this.parts.said("Removed. Undo brings it back.");
  }

  #choose(id: string | null): void {
    const chosen = id === null ? null : this.#rowOf(id);
    for (const row of this.#form.root.querySelectorAll(".pose-target")) {
      if (row === chosen) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  #dress(row: HTMLElement): void {
    const button = row.querySelector<HTMLElement>("[data-go-target]");
    const entry = valueAt(this.#form.copy, this.#form.pathOf(row));
    if (!button || entry === null) return;
    dressTraced(row, entry as Entry);
    const [first, last] = span(entry as Entry); // a row stands for an entry
    setText(button, first === last ? `◎ ${first ?? ""}` : `◎ ${first ?? ""}–${last ?? ""}`);
    button.setAttribute("aria-label", `Place on slices ${first ?? "?"} to ${last ?? "?"}: go there`);
  }

  #lists(series: string): readonly HTMLElement[] {
    return [...this.#form.root.querySelectorAll<HTMLElement>(LIST)].filter((list) => this.#seriesOf(list) === series);
  }

  #seriesOf(list: HTMLElement): string {
    const item = list.closest<HTMLElement>("[data-hotspot]");
    const series = item ? valueAt(this.#form.copy, `${this.#form.pathOf(item)}/series`) : null;
    return typeof series === "string" ? series : "";
  }

  #rowOf(id: string): HTMLElement | null {
    const plain = id.split("@")[0];
    return [...this.#form.root.querySelectorAll<HTMLElement>(".pose-target")].find((row) => row.dataset["entry"] === plain) ?? null;
  }
}

const BUTTONS = "[data-draw-target], [data-take-outline], [data-slice-here], [data-go-target]";

/** The first and the last slice on which a mark counts. */
function span(entry: Entry): readonly [number | null, number | null] {
  const [first, last] = [entry["first_slice"], entry["last_slice"]];
  return [typeof first === "number" ? first : null, typeof last === "number" ? last : null];
}
