import { asCount, asNumber, asObject, asString, orNull } from "../../runtime/parse";
import type { Json } from "./copy";
import { valueAt } from "./copy";
import type { Form } from "./form";
import type { SeriesFacts } from "./props";

/** What the film says it shows: series of the document, slice from 1, window in modality units. */
interface View {
  readonly series: string;
  readonly frame: number;
  readonly window: { readonly center: number; readonly width: number } | null;
}

const VIEW = "readingroom:view";
const ASK_VIEW = "readingroom:ask-view";

/** The film beside the text: what is seen there can be linked, and made the way a series opens. */
export class FilmSide {
  /** What a mark that is chosen there is called, for the words of a link to its slice. */
  nameOf: (series: string, frame: number) => string = () => "";
  readonly #seen = new Map<string, View>();
  #last: View | null = null;

  constructor(private readonly series: Readonly<Record<string, SeriesFacts>>, signal: AbortSignal) {
    document.addEventListener(VIEW, (event) => {
      const view = event instanceof CustomEvent ? parseView(event.detail) : null;
      if (!view) return;
      this.#last = view;
      this.#seen.set(view.series, view);
    }, { signal });
    const film = document.getElementById("film");
    const lend = (event: Event): void => { lendThumbnail(event); };
    film?.addEventListener("pointerdown", lend, { signal });
    film?.addEventListener("dragstart", (event) => { this.#drag(event); }, { signal });
  }

  /** What the film shows now, or last showed of a series. */
  view(series?: string): View | null {
    filmRoot()?.dispatchEvent(new CustomEvent(ASK_VIEW));
    return series === undefined ? this.#last : this.#seen.get(series) ?? null;
  }

  /** A link to what the film shows now; null before it shows anything. */
  link(): string | null {
    const view = this.view();
    return view ? this.#linkTo(view.series, view.frame) : null;
  }

  /** Give the thumbnail of a series' row its words, and let it be dragged into a text. */
  listenToThumbnails(form: Form, signal: AbortSignal): void {
    form.root.addEventListener("dragstart", (event) => { this.#drag(event, form); }, { signal });
  }

  #drag(event: DragEvent, form?: Form): void {
    if (!(event.target instanceof Element)) return;
    const row = event.target.closest<HTMLElement>(".series-row");
    const [id, key] = form && row ? named(form, row) : [idOfThumbnail(event.target), null];
    if (!id || !event.dataTransfer) return;
    event.dataTransfer.setData("text/plain", this.#linkTo(id, this.view(id)?.frame ?? key ?? this.#middle(id)));
    event.dataTransfer.effectAllowed = "copy";
  }

  #middle(id: string): number {
    return Math.max(1, Math.ceil((this.series[id]?.count ?? 1) / 2));
  }

  #linkTo(series: string, frame: number): string {
    const words = this.nameOf(series, frame) || `${this.series[series]?.label ?? series} ${frame}`;
    return linkTo(words, series, frame);
  }
}

/** The film's element, where the case has images. */
export function filmRoot(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-island="stack-viewer"]');
}

/** Ask something of the film, once it lives. */
export function tellFilm(name: string, detail: Readonly<Record<string, unknown>>): void {
  const film = filmRoot();
  if (film?.dataset["islandState"] === "ready") film.dispatchEvent(new CustomEvent(`readingroom:${name}`, { detail }));
}

/** Whether the film stands above the text, as in the page's own styles. */
export function isStacked(): boolean {
  return window.matchMedia("(max-width: 70rem)").matches;
}

/** A link to a slice as the text has it; brackets would end its words. */
export function linkTo(words: string, series: string, frame: number): string {
  return `[${words.replace(/[[\]]/g, "")}](image:${series}/${frame})`;
}

function idOfThumbnail(from: Element): string {
  return from.closest<HTMLElement>("[data-series-id]")?.dataset["seriesId"] ?? "";
}

function lendThumbnail(event: Event): void {
  const thumb = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-series-id]") : null;
  if (thumb) thumb.draggable = true;
}

/** A series' name in the document, and its key image. */
function named(form: Form, row: HTMLElement): readonly [string, number | null] {
  const path = form.pathOf(row);
  const key = valueAt(form.copy, `${path}/key_image`);
  return [asId(valueAt(form.copy, `${path}/id`)), typeof key === "number" ? key : null];
}

function asId(value: Json): string {
  return typeof value === "string" ? value : "";
}

/** Make the slice and window that the film shows of a series the ones it opens with. */
export function useView(form: Form, film: FilmSide, button: HTMLElement, said: (text: string) => void): void {
  const row = button.closest<HTMLElement>("[data-entry]");
  if (!row) return;
  const id = asId(valueAt(form.copy, `${form.pathOf(row)}/id`));
  const view = film.view(id);
  const [key, window] = ["key_image", "initial_window"].map((name) => row.querySelector<HTMLElement>(`[data-field="${name}"]`));
  if (!view || !key || !window) {
    said("Show this series on the film first: choose it there, and scroll to the slice.");
    return;
  }
  form.write(key, view.frame);
  form.write(window, view.window ? { center: round(view.window.center), width: round(view.window.width) } : null);
  said(`Opens at slice ${view.frame}.`);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function parseView(value: unknown): View | null {
  try {
    const told = asObject(value, VIEW);
    return {
      series: asString(told["series"], VIEW),
      frame: asCount(told["frame"], VIEW),
      window: orNull(told["window"], VIEW, (range, place) => {
        const found = asObject(range, place);
        return { center: asNumber(found["center"], place), width: asNumber(found["width"], place) };
      }),
    };
  } catch {
    return null; // a film of another kind: nothing can be used of it
  }
}
