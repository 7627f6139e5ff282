import { clamp } from "../../runtime/dom";
import type { Spot } from "./geometry";
import { frameRef, troubleOf } from "./loader";
import type { FrameRef, Trouble } from "./loader";
import { inLarger, laidSize, layOut } from "./laying";
import { openingGaze, toImage } from "./placement";
import type { Gaze, Placement, Point, Size } from "./placement";
import { Preview } from "./preview";
import { fetchOrder } from "./prefetch";
import { buildViewport, showRange, showSeries, showSlice, showTrouble } from "./readout";
import { readoutExtras } from "./readout-text";
import { openingWindow } from "./renderer";
import type { Look, Picture } from "./renderer";
import { LoadedTrack } from "./loaded-track";
import type { SeriesView } from "./series-view";
import type { SharedBy } from "./shared";
import { frameBytes } from "./stack";
import type { Stack } from "./stack";
import { Slices } from "./slices";
import { UPRIGHT } from "./turning";
import type { Turn } from "./turning";
import type { WindowRange } from "./window-math";

export type Shared = SharedBy<Viewport>;

/** One image stack on screen. */
export class Viewport {
  readonly parts = buildViewport();
  readonly #context: CanvasRenderingContext2D;
  readonly #preview: Preview;
  readonly #track = new LoadedTrack(this.parts, () => this.#slices.all.map((slice) => this.shared.cache.has(this.#keyOf(slice))));
  readonly #observer = new ResizeObserver(() => { this.#resize(); });
  #view: SeriesView;
  #stack: Stack | null = null;
  #refs: readonly FrameRef[] = [];
  #keys: ReadonlySet<string> = new Set();
  #slices: Slices;
  #picture: Picture | null = null;
  #shown: number | null = null;
  #scheduled = 0;
  #stackTrouble: Trouble | null = null;
  active = false;

  constructor(private readonly shared: Shared, view: SeriesView, ready: HTMLImageElement | null) {
    const context = this.parts.canvas.getContext("2d", { alpha: false });
    if (!context) throw new Error("This browser has no canvas.");
    this.#context = context;
    this.#view = view;
    this.#slices = new Slices(view.series.frameCount, view.series.trim);
    this.#preview = new Preview(this.parts.element, () => { this.#placePreview(); this.#readOut(); });
    this.#observer.observe(this.parts.element);
    this.hang(view, ready);
  }

  get view(): SeriesView { return this.#view; }
  get stack(): Stack | null { return this.#stack; }
  /** Those that are shown. */
  get slices(): Slices { return this.#slices; }
  get count(): number { return this.#slices.whole; }
  get shown(): number | null { return this.#shown; }
  get picture(): Picture | null { return this.#picture; }
  get isBlank(): boolean { return !this.#picture && !this.#preview.isSeen; }

  /** Show another series; `ready` is an element of the page that already holds its preview. */
  hang(view: SeriesView, ready: HTMLImageElement | null): void {
    this.#view = view;
    this.#slices = new Slices(view.series.frameCount, view.series.trim);
    this.#stack = null;
    this.#picture = null;
    this.#shown = null;
    this.#refs = [];
    this.#stackTrouble = null;
    this.shared.loader.forget(this);
    this.parts.canvas.hidden = true;
    // The preview is of the slice the series opens with: for any other it would be untrue.
    const isOpening = view.slice === view.series.initialFrame && view.turn === UPRIGHT;
    this.#preview.show(isOpening ? view.series.previewUrl : null, ready);
    if (isOpening) this.#shown = view.slice;
    showSeries(this.parts, view, null);
    this.#readOut();
    void this.#loadStack(view);
  }

  async #loadStack(view: SeriesView): Promise<void> {
    try {
      const stack = await this.shared.stacks.stackOf(view.series);
      if (this.#view === view) this.#setStack(stack);
    } catch (error) {
      if (this.#view !== view) return;
      this.#stackTrouble = troubleOf(error);
      this.#readOut();
    }
  }

  #setStack(stack: Stack): void {
    this.#stack = stack;
    this.#refs = stack.frames.map((frame) => frameRef(this.#view.series.root, stack, frame));
    this.#keys = new Set(this.#refs.map((ref) => ref.key));
    this.#slices = new Slices(stack.frames.length, this.#view.series.trim);
    this.#view.slice = this.#slices.nearest(this.#view.slice);
    showSeries(this.parts, this.#view, stack);
    this.goTo(this.#view.slice);
  }

  /** Go to a slice, numbers from 1; the picture follows when it is there. */
  goTo(slice: number): void {
    const wanted = this.#slices.nearest(slice);
    const moved = wanted - this.#view.slice;
    if (moved !== 0) this.#view.direction = moved > 0 ? 1 : -1;
    this.#view.slice = wanted;
    if (wanted === this.#slices.last) this.#view.seenToEnd = true;
    this.wish();
    this.schedule();
  }

  /** Tell the loader what to fetch, from here outwards, no more than the cache can hold. */
  wish(): void {
    if (!this.#stack || this.parts.element.offsetWidth === 0) {
      this.shared.loader.forget(this);
      return;
    }
    const share = (this.shared.cache.capacityBytes * 0.8) / this.shared.companions();
    const limit = Math.max(Math.floor(share / frameBytes(this.#stack)), 1);
    const order = fetchOrder(this.#slices.placeOf(this.#view.slice), this.#slices.count, this.#view.direction, limit);
    const refs = order.map((place) => this.#refs[this.#slices.at(place) - 1]).filter((ref) => ref !== undefined);
    this.shared.loader.wish(this, refs, this.active);
  }

  /** A frame came, or failed to: draw it if it is the one wanted; the others only mark the track. */
  arrived(key: string): void {
    if (key === this.#keyOf(this.#view.slice)) this.schedule();
    else if (this.#keys.has(key)) this.#track.soon();
  }

  #keyOf(slice: number): string {
    return this.#refs[slice - 1]?.key ?? "";
  }

  retry(): void {
    this.#stackTrouble = null;
    this.shared.loader.retry();
    if (this.#stack) this.goTo(this.#view.slice);
    else void this.#loadStack(this.#view);
    this.#readOut();
  }

  /** Draw at the next frame of the screen, once however often asked. */
  schedule(): void {
    this.#scheduled ||= requestAnimationFrame(() => {
      this.#scheduled = 0;
      this.#draw();
    });
  }

  #draw(): void {
    this.#takePicture();
    const { width, height } = this.parts.canvas;
    if (this.#picture && width > 0 && height > 0) {
      this.drawInto(this.#context, this.placement());
      this.parts.canvas.hidden = false;
      this.#preview.hide();
    }
    this.#readOut();
    this.shared.changed(this);
  }

  /** Draw what is shown elsewhere too. */
  drawInto(target: CanvasRenderingContext2D, placed: Placement): void {
    if (this.#picture) this.shared.renderer().draw(target, this.#picture, placed, this.look());
  }

  /** Take the wanted frame if it has come; else what was shown stays, with its own number. */
  #takePicture(): void {
    const stack = this.#stack;
    const { slice } = this.#view;
    const [frame, ref] = [stack?.frames[slice - 1], this.#refs[slice - 1]];
    if (!stack || !frame || !ref) return;
    const values = this.shared.cache.get(ref.key);
    if (!values) return;
    this.#picture = { key: ref.key, stack, frame, values };
    this.#shown = slice;
  }

  #readOut(): void {
    const { parts } = this;
    showSlice(parts, this.#shown, this.#view.slice, this.#slices);
    showRange(parts, this.windowNow(), this.#stack, readoutExtras(this.#stack, this.windowNow(), this.gaze()));
    showTrouble(parts, this.#trouble());
    if (this.#stack) this.#track.soon();
    this.shared.drawOver(this);
  }

  #trouble(): Trouble | null {
    if (this.#stackTrouble) return this.#stackTrouble;
    const { slice } = this.#view;
    if (this.#shown === slice && this.#picture) return null;
    return this.shared.loader.troubleWith(this.#keyOf(slice)) ?? null;
  }

  #resize(): void {
    const { canvas, element } = this.parts;
    const ratio = window.devicePixelRatio;
    const [width, height] = [element.clientWidth, element.clientHeight];
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    this.parts.marks.setAttribute("viewBox", `0 0 ${Math.max(width, 1)} ${Math.max(height, 1)}`);
    this.#placePreview();
    this.wish();
    this.#draw(); // at once: a resized canvas is blank
  }

  #placePreview(): void {
    this.#preview.place(this.cssPlacement(), this.imageSize());
  }

  get grid(): { readonly rows: number; readonly columns: number } { return this.#stack ?? this.#view.series; }

  /** The size of the image as it lies, in columns, with square pixels. */
  imageSize(): Size {
    const { rows, columns } = this.grid;
    return laidSize(this.grid, this.#stack?.pixelAspect ?? this.#preview.aspect(rows, columns), this.#view.turn);
  }

  viewSize(): Size {
    const { canvas } = this.parts;
    return { width: Math.max(canvas.width, 1), height: Math.max(canvas.height, 1) };
  }

  gaze(): Gaze {
    return this.#view.gaze ?? openingGaze(this.imageSize(), this.viewSize(), this.#view.series.plane, this.#view.hug);
  }

  placement(): Placement {
    return layOut(this.gaze(), this.grid, this.imageSize(), this.viewSize(), this.#view.turn);
  }

  cssPlacement(): Placement {
    return inLarger(this.placement(), this.ratio());
  }

  /** Pixels of the screen in one of CSS. */
  ratio(): number {
    return this.parts.canvas.width / Math.max(this.parts.element.clientWidth, 1) || 1;
  }

  look(): Look {
    const { window: range, inverted } = this.#view;
    return { window: range, inverted, smooth: this.shared.smooth() };
  }

  /** The window in effect; null for colour images, and before anything is known. */
  windowNow(): WindowRange | null {
    const stack = this.#stack;
    if (stack && (stack.samples > 1 || stack.palette)) return null;
    const frame = this.#picture?.frame ?? stack?.frames[this.#view.slice - 1];
    return this.#view.window ?? (stack && frame ? openingWindow(stack, frame) : null);
  }

  setWindow(range: WindowRange | null): void {
    this.#view.window = range;
    this.schedule();
    this.shared.looked(this, "window");
  }

  setGaze(gaze: Gaze | null): void {
    this.#view.gaze = gaze;
    this.#placePreview();
    this.schedule();
    this.shared.looked(this, "gaze");
  }

  /** Lay the image otherwise; letters and marks go along. */
  setTurn(turn: Turn): void {
    this.#view.turn = turn;
    showSeries(this.parts, this.#view, this.#stack);
    this.setGaze(null);
  }

  /** The spot of the image under a point of the viewport in CSS pixels, no further out than its edge. */
  spotAt(at: Point): Spot {
    const { rows, columns } = this.grid;
    const [x, y] = toImage(at, this.cssPlacement());
    return [clamp(x, 0, columns), clamp(y, 0, rows)];
  }

  dispose(): void {
    cancelAnimationFrame(this.#scheduled);
    this.#observer.disconnect();
    this.#track.dispose();
    this.shared.loader.forget(this);
    this.parts.element.remove();
  }
}
