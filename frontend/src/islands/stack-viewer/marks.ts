import type { Annotation, Series } from "./props";
import type { Viewport } from "./viewport";

/** The author's marks on every series, the one that is chosen, and the one that is being drawn. */
export class Marks {
  readonly #all = new Map<string, readonly Annotation[]>();
  #draft: { readonly viewport: Viewport; readonly mark: Annotation } | null = null;
  #chosen: { readonly series: string; readonly id: string } | null = null;

  constructor(series: readonly Series[]) {
    for (const one of series) this.#all.set(one.id, one.annotations);
  }

  of(series: string): readonly Annotation[] {
    return this.#all.get(series) ?? [];
  }

  /** On the slice that a viewport shows, with what is being drawn there. */
  on(viewport: Viewport): readonly Annotation[] {
    const seen = viewport.isBlank ? null : viewport.shown;
    const here = this.of(viewport.view.series.id).filter(({ frame }) => frame === seen);
    return this.#draft?.viewport === viewport ? [...here, this.#draft.mark] : here;
  }

  /** These are the marks of a series from now on. */
  put(series: string, marks: readonly Annotation[]): void {
    this.#all.set(series, marks);
    if (this.#chosen?.series === series && !marks.some(({ id }) => id === this.#chosen?.id)) this.#chosen = null;
  }

  add(series: string, mark: Annotation): void {
    this.put(series, [...this.of(series), mark]);
  }

  /** Put a mark in the place of the one of its id. */
  replace(series: string, mark: Annotation): void {
    this.put(series, this.of(series).map((one) => (one.id === mark.id ? mark : one)));
  }

  remove(series: string, id: string): void {
    this.put(series, this.of(series).filter((one) => one.id !== id));
  }

  /** Something is being drawn, or no more. */
  draft(viewport: Viewport, mark: Annotation | null): void {
    this.#draft = mark && { viewport, mark };
  }

  choose(series: string, id: string | null): void {
    this.#chosen = id === null ? null : { series, id };
  }

  /** The chosen mark, where this viewport shows it. */
  chosenOn(viewport: Viewport): Annotation | null {
    const { id: series } = viewport.view.series;
    if (this.#chosen?.series !== series) return null;
    return this.on(viewport).find(({ id }) => id !== "" && id === this.#chosen?.id) ?? null;
  }
}
