import { make } from "../../runtime/dom";
import { bestHanging, shape } from "./placement";
import type { Point } from "./placement";
import type { Annotation, ViewerProps, Series, Study } from "./props";
import type { Guest, Overlay } from "./guest";
import { openSeriesView } from "./series-view";
import type { SeriesView } from "./series-view";
import { linkedSlice, toCompare } from "./linking";
import type { Drawn } from "./events";
import { Marks } from "./marks";
import type { MeasureKind } from "./measuring";
import { Measures, tabStore } from "./measures";
import { OwnPresets } from "./kept";
import { keptCount, nextCount } from "./layouts";
import type { Preset } from "./stack";
import { drawOver } from "./overlay";
import { Together } from "./together";
import { Viewport } from "./viewport";
import type { Shared } from "./viewport";

export type Tool = "scroll" | "spot" | "window" | "zoom" | "pan" | MeasureKind | `draw-${Drawn}`;

/** Who wants to know what becomes of the film: the page around it. */
export interface FilmListener {
  /** The active viewport shows something else. */
  readonly settled: () => void;
  /** The author has drawn something whole. */
  readonly drew: (viewport: Viewport, mark: Annotation) => void;
  /** … has moved a mark, or named it. */
  readonly changed: (viewport: Viewport, mark: Annotation) => void;
  readonly erased: (viewport: Viewport, id: string) => void;
  readonly chose: (viewport: Viewport, id: string | null) => void;
}

/** Narrower than this, one viewport is shown at a time. */
const NARROW_PX = 560;

/** All viewports and what the reader has chosen for them: the one place that changes them. */
export class Film {
  readonly hang = make("div", { class: "hang" });
  readonly measures: Measures;
  readonly marks: Marks;
  readonly #views = new Map<string, SeriesView>();
  readonly #listeners = new Set<() => void>();
  readonly #observer = new ResizeObserver(() => { this.#layOut(); });
  #viewports: Viewport[] = [];
  #active: Viewport;
  #study: Study;
  tool: Tool;
  /** Where the mouse is over the active viewport, CSS pixels. */
  pointer: Point | null = null;
  smooth = true;
  annotated: boolean;
  linked = false;
  readonly together = new Together(this);
  /** Do the other viewports show where the active one's slice cuts them. */
  crossed = true;
  single = false;
  magnified = false;
  listener: FilmListener | null = null;
  /** What is shown in its place for now. */
  guest: Guest | null = null;
  over: Overlay | null = null;

  constructor(
    private readonly props: ViewerProps,
    private readonly shared: Shared,
    ready: ReadonlyMap<string, HTMLImageElement>,
  ) {
    this.annotated = props.annotated;
    this.tool = props.pointing === null ? "scroll" : "spot";
    this.marks = new Marks(props.studies.flatMap((study) => study.series));
    this.measures = new Measures(`readingroom-measures-${props.caseKey}`, tabStore());
    for (const series of props.studies.flatMap((study) => study.series)) {
      this.#views.set(series.id, openSeriesView(series));
    }
    this.#study = this.#studyOf(props.hung[0] ?? "");
    const hung = props.hung.map((id) => this.#view(id));
    this.#viewports = hung.map((view) => this.#addViewport(view, ready.get(view.series.id) ?? null));
    this.#active = this.#viewports[0] ?? this.#addViewport(this.#view(this.#study.series[0]?.id ?? ""), null);
    this.activate(this.#active);
    this.#observer.observe(this.hang);
  }

  get viewports(): readonly Viewport[] { return this.#viewports; }
  get active(): Viewport { return this.#active; }
  get study(): Study { return this.#study; }
  /** Does the page keep what an author draws. */
  get canDraw(): boolean { return this.props.canDraw; }
  /** The series on which a reader may put marks. */
  get pointing(): string | null { return this.props.pointing; }
  /** Can marks be taken up, moved and taken away. */
  get keepsMarks(): boolean { return this.canDraw || this.pointing !== null; }
  get studies(): readonly Study[] { return this.props.studies; }

  /** Call back whenever a choice, a hanging or a slice has changed. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Change choices and draw everything again. */
  update(change: Partial<Pick<Film, "tool" | "smooth" | "annotated" | "linked" | "crossed" | "single" | "magnified">>): void {
    Object.assign(this, change);
    this.hang.dataset["tool"] = this.tool;
    this.#layOut();
    for (const viewport of this.#viewports) viewport.schedule();
    this.changed();
  }

  activate(viewport: Viewport): void {
    this.#active = viewport;
    for (const each of this.#viewports) {
      each.active = each === viewport;
      each.parts.element.classList.toggle("active", each.active);
      each.wish();
    }
    this.changed();
  }

  /**
   * Put a series into the active viewport, or go to the viewport that shows it already. A series
   * of another study opens that study: images of two days side by side are a comparison, which
   * nobody asked for.
   */
  show(seriesId: string): Viewport | null {
    const view = this.#views.get(seriesId);
    if (!view) return null;
    const study = this.#studyOf(seriesId);
    if (study !== this.#study) this.openStudy(study);
    const hung = this.#viewports.find((viewport) => viewport.view === view);
    if (!hung) this.#active.hang(view, null);
    this.activate(hung ?? this.#active);
    this.#layOut();
    return this.#active;
  }

  /** The next series of the study that comes after the active one; wraps round. */
  step(by: 1 | -1): void {
    const all = this.#study.series;
    const at = all.findIndex((series) => series.id === this.#active.view.series.id);
    const next = all[(at + by + all.length) % all.length];
    if (next) this.show(next.id);
  }

  /** Open a study: what the page hung of it, else its first two series. */
  openStudy(study: Study): void {
    this.#study = study;
    const ids = study.series.map((series) => series.id);
    const hung = this.props.hung.filter((id) => ids.includes(id));
    this.#hangAll(hung.length > 0 ? hung : ids.slice(0, 2));
    this.hangAsBefore();
  }

  /** As many viewports as the reader last chose for this modality. */
  hangAsBefore(): void {
    const count = keptCount(this.#study).read();
    if (count !== null && count !== this.#viewports.length) this.setCount(Math.min(count, this.#study.series.length));
  }

  /** The windows that the keys 1 to 9 set: the object's, then the reader's own for the modality. */
  presets(): readonly Preset[] {
    return [...(this.#active.stack?.presets ?? []), ...this.ownPresets().all];
  }

  ownPresets(): OwnPresets {
    return new OwnPresets(this.#active.view.series.modality);
  }

  /** One viewport more, up to nine, then one again; how many is remembered for the modality. */
  nextLayout(): void {
    const next = nextCount(this.#viewports.length, this.#study.series.length);
    this.setCount(next);
    keptCount(this.#study).write(next);
  }

  /** The active series beside the one most like it of another study; once more, the next study. */
  compare(): void {
    const { series } = this.#active.view;
    const shown = this.#viewports.map((viewport) => this.#studyOf(viewport.view.series.id));
    const match = toCompare(series, this.#study, shown, this.props.studies);
    if (!match) return;
    this.single = false;
    this.#hangAll([series.id, match.id]);
    this.update({ linked: true });
  }

  /** Show this many viewports, filled with series that are not hung yet; the active one stays. */
  setCount(count: number): void {
    const shown = this.#viewports.map((viewport) => viewport.view.series.id);
    const others = this.#study.series.map((series) => series.id).filter((id) => !shown.includes(id));
    const ids = [...shown, ...others].slice(0, count);
    const active = this.#active.view.series.id;
    this.single = false;
    this.#hangAll(ids.includes(active) ? ids : [...ids.slice(0, -1), active]);
  }

  /** Show these series side by side, in this order. */
  hangTogether(ids: readonly string[]): void {
    this.single = false;
    this.#hangAll(ids);
    this.changed();
  }

  #hangAll(ids: readonly string[]): void {
    this.#viewports.splice(Math.max(ids.length, 1)).forEach((viewport) => { viewport.dispose(); });
    ids.forEach((id, index) => {
      const view = this.#view(id);
      const viewport = this.#viewports[index];
      if (!viewport) this.#viewports.push(this.#addViewport(view, null));
      else if (viewport.view !== view) viewport.hang(view, null);
    });
    const still = this.#viewports.includes(this.#active) ? this.#active : this.#viewports[0];
    this.#layOut();
    if (still) this.activate(still);
  }

  #addViewport(view: SeriesView, ready: HTMLImageElement | null): Viewport {
    const viewport = new Viewport(this.shared, view, ready);
    this.hang.append(viewport.parts.element);
    return viewport;
  }

  /** Move a viewport to a slice, and with it those that are scrolled together. */
  goTo(viewport: Viewport, slice: number): void {
    const before = viewport.view.slice;
    viewport.goTo(slice);
    if (!this.linked || viewport.view.slice === before) return;
    for (const other of this.#viewports) {
      if (other !== viewport) other.goTo(linkedSlice(viewport, other, before));
    }
  }

  /** A viewport was drawn: where it is the active one, its line moves over the others. */
  drawn(viewport: Viewport): void {
    this.together.say();
    if (viewport === this.#active) this.listener?.settled();
    if (viewport !== this.#active || !this.crossed) return;
    for (const other of this.#viewports) {
      if (other !== viewport) drawOver(this, other);
    }
  }

  /** Something was measured: draw it. */
  measured(viewport: Viewport): void {
    drawOver(this, viewport);
    this.changed();
  }

  scrollBy(viewport: Viewport, slices: number): void {
    this.goTo(viewport, viewport.slices.step(viewport.view.slice, slices));
  }

  arrived(key: string): void {
    for (const viewport of this.#viewports) viewport.arrived(key);
  }

  #view(id: string): SeriesView {
    const view = this.#views.get(id);
    if (!view) throw new RangeError(`no series ${id}`);
    return view;
  }

  viewOf(series: Series): SeriesView {
    return this.#view(series.id);
  }

  #studyOf(seriesId: string): Study {
    const found = this.props.studies.find(({ series }) => series.some(({ id }) => id === seriesId));
    const study = found ?? this.props.studies[0];
    if (!study) throw new RangeError("no studies");
    return study;
  }

  /** Choose how the viewports hang from the shape of the images and of the place there is. */
  #layOut(): void {
    const area = { width: this.hang.clientWidth, height: this.hang.clientHeight };
    if (area.width === 0) return;
    const images = this.#viewports.map((viewport) => ({ size: this.#sizeOf(viewport), plane: viewport.view.series.plane }));
    const alone = this.single || area.width < NARROW_PX;
    const name = alone ? "1" : bestHanging(images, area).name;
    if (this.hang.dataset["hanging"] !== name) this.hang.dataset["hanging"] = name;
    for (const viewport of this.#viewports) viewport.wish();
  }

  #sizeOf(viewport: Viewport): ReturnType<typeof shape> {
    const { rows, columns } = viewport.view.series;
    return viewport.stack ? viewport.imageSize() : shape(rows, columns, 1);
  }

  dispose(): void {
    this.#observer.disconnect();
    for (const viewport of this.#viewports) viewport.dispose();
  }
}
