import { make, setText } from "../../../runtime/dom";
import { Announcer } from "../announcer";
import type { Film } from "../film";
import { dot, plus, times } from "../geometry";
import type { Vector } from "../geometry";
import type { Measures } from "../measures";
import { MEASURE_KINDS } from "../measuring";
import { drawMeasures } from "../overlay";
import { WHOLE } from "../placement";
import type { Renderer } from "../renderer";
import { showScale } from "../scale-bar";
import { openSeriesView } from "../series-view";
import type { SeriesView } from "../series-view";
import type { Stack } from "../stack";
import { Viewport } from "../viewport";
import type { Shared } from "../viewport";
import type { WindowRange } from "../window-math";
import { crossLines } from "./cross";
import { PLANES, cutOf, sliceOrigin, sliceThrough, stackOfCut } from "./planes";
import type { Cut } from "./planes";
import { SLAB_MODES } from "./resample";
import type { Slab, SlabMode } from "./resample";
import { SliceMaker } from "./slices";
import type { Volume } from "./volume";

export const TOOLS = ["cross", "window", "zoom", "pan", ...MEASURE_KINDS] as const;
export type RoomTool = (typeof TOOLS)[number];

/** How thick a slab can be, mm. */
export const THICKNESSES: readonly number[] = [0, 3, 5, 10, 20, 40];
export const MODE_WORDS: Readonly<Record<SlabMode, string>> = {
  mip: "highest value (MIP)",
  mean: "mean value",
  minip: "lowest value (MinIP)",
};

const MODE_NAMES: Readonly<Record<SlabMode, string>> = { mip: "MIP", mean: "Mean of", minip: "MinIP" };

/** One of the three views, and what it cuts. */
export interface Pane {
  readonly cut: Cut;
  readonly viewport: Viewport;
}

/** Three planes of one volume that meet in a point. */
export class Room {
  readonly hang = make("div", { class: "hang mpr-hang" });
  panes: readonly Pane[] = []; // viewports draw while the others are still being made
  readonly announcer: Announcer;
  readonly maker: SliceMaker;
  readonly #stacks = new Map<string, Stack>();
  readonly #listeners = new Set<() => void>();
  #active: Pane;
  #cross: Vector;
  slab: Slab = { thicknessMm: 0, mode: "mip" };
  tool: RoomTool = "cross";
  single = false;

  constructor(
    readonly film: Film,
    readonly source: SeriesView,
    volume: Volume,
    frame: number,
    renderer: () => Renderer,
  ) {
    this.maker = new SliceMaker(volume);
    this.announcer = new Announcer(() => this);
    this.#cross = middleOf(volume, frame);
    const shared = this.#makeShared(renderer);
    this.panes = PLANES.map((name) => this.#addPane(cutOf(volume.lattice, name), volume, shared));
    this.#active = this.panes.find(({ cut }) => cut.name === volume.stack.plane) ?? this.#first();
    this.activate(this.#active.viewport);
    this.layOut();
  }

  get viewports(): readonly Viewport[] { return this.panes.map(({ viewport }) => viewport); }
  get active(): Viewport { return this.#active.viewport; }
  get cross(): Vector { return this.#cross; }
  /** Kept with the film's, each on its slice of its plane. */
  get measures(): Measures { return this.film.measures; }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #first(): Pane {
    const [first] = this.panes;
    if (!first) throw new RangeError("no planes");
    return first;
  }

  paneOf(viewport: Viewport): Pane {
    return this.panes.find((pane) => pane.viewport === viewport) ?? this.#first();
  }

  #makeShared(renderer: () => Renderer): Shared {
    return {
      cache: { capacityBytes: Number.MAX_SAFE_INTEGER, has: () => true, get: (key) => this.#valuesOf(key) },
      loader: { wish: () => undefined, forget: () => undefined, retry: () => undefined, troubleWith: () => undefined },
      stacks: { stackOf: (series) => this.#stackOf(series.id) },
      renderer,
      smooth: () => this.film.smooth,
      drawOver: (viewport) => { this.#drawOver(viewport); },
      looked: () => undefined,
      companions: () => PLANES.length,
      changed: (viewport) => {
        this.announcer.changed(viewport);
        this.#share(viewport);
      },
    };
  }

  #stackOf(id: string): Promise<Stack> {
    const stack = this.#stacks.get(id);
    return stack ? Promise.resolve(stack) : Promise.reject(new RangeError("no such plane"));
  }

  /** The slice that a frame's address names, made on the way. */
  #valuesOf(key: string): ReturnType<SliceMaker["slice"]> | undefined {
    const [root, slice] = key.split(/\/instances\/|\/frames\//);
    const pane = this.panes.find(({ viewport }) => viewport.view.series.root === root);
    return pane && this.maker.slice(pane.cut, Number(slice), this.slab);
  }

  #addPane(cut: Cut, volume: Volume, shared: Shared): Pane {
    const { source } = this;
    const id = `${source.series.id} ${cut.name}`;
    this.#stacks.set(id, stackOfCut(volume, cut));
    const view = openSeriesView({
      ...source.series,
      id,
      root: `plane:${cut.name}`,
      label: cut.name.replace(/^./, (first) => first.toUpperCase()),
      technique: `Made of: ${source.series.label}, pixels of ${cut.pixelMm.toFixed(2)} mm`,
      plane: cut.name,
      frameCount: cut.slices,
      rows: cut.rows,
      columns: cut.columns,
      trim: null,
      initialFrame: 0, // no slice of it has a preview
      annotations: [],
    });
    view.slice = sliceThrough(cut, this.#cross);
    view.gaze = WHOLE;
    [view.window, view.inverted] = [source.window, source.inverted];
    const viewport = new Viewport(shared, view, null);
    viewport.parts.element.classList.add(`mpr-${cut.name}`);
    this.hang.append(viewport.parts.element);
    return { cut, viewport };
  }

  /** One window for all three, and for the stack itself. */
  #share({ view: { window: range } }: Viewport): void {
    if (this.source.window === range) return;
    this.setWindow(range);
  }

  setWindow(range: WindowRange | null): void {
    this.source.window = range;
    for (const { viewport } of this.panes) viewport.setWindow(range);
  }

  invert(): void {
    this.source.inverted = !this.source.inverted;
    for (const { viewport } of this.panes) viewport.view.inverted = this.source.inverted;
    this.redraw();
  }

  #drawOver(viewport: Viewport): void {
    const pane = this.panes.find((each) => each.viewport === viewport);
    const { marks, scale, element, thickness } = viewport.parts;
    const placed = viewport.cssPlacement();
    showScale(scale, viewport.stack, placed, element.clientWidth);
    setText(thickness, this.#slabWords());
    const measured = this.film.annotated ? drawMeasures(this.measures, viewport, this.#slabWords()) : [];
    this.film.over?.draw(viewport);
    marks.replaceChildren(...(pane ? crossLines(pane.cut, this.#cross, placed) : []), ...measured);
  }

  /** What its values are of, where that is more than the one layer; empty elsewhere. */
  #slabWords(): string {
    const { mode, thicknessMm } = this.slab;
    return thicknessMm > 0 ? `${MODE_NAMES[mode]} ${thicknessMm} mm` : "";
  }

  measured(viewport: Viewport): void {
    this.#drawOver(viewport);
  }

  activate(viewport: Viewport): void {
    this.#active = this.paneOf(viewport);
    for (const each of this.viewports) {
      each.active = each === viewport;
      each.parts.element.classList.toggle("active", each.active);
    }
    this.changed();
  }

  /** Let the planes meet in another point of the patient. */
  moveTo(at: Vector): void {
    this.#cross = at;
    for (const { cut, viewport } of this.panes) viewport.goTo(sliceThrough(cut, at));
  }

  /** So many slices on in one plane; the point goes along. */
  scroll(viewport: Viewport, by: number): void {
    const { cut } = this.paneOf(viewport);
    const slice = viewport.slices.step(viewport.view.slice, by);
    const depth = dot(sliceOrigin(cut, slice), cut.counted) - dot(this.#cross, cut.counted);
    this.moveTo(plus(this.#cross, times(cut.counted, depth)));
  }

  /** The plane after the active one, or before. */
  step(by: 1 | -1): void {
    const at = this.panes.indexOf(this.#active) + by + this.panes.length;
    const next = this.panes[at % this.panes.length] ?? this.#first();
    this.activate(next.viewport);
    next.viewport.parts.element.focus({ preventScroll: true });
  }

  setSlab(change: Partial<Slab>): void {
    this.slab = { ...this.slab, ...change };
    this.redraw();
    this.changed();
  }

  thicken(by: 1 | -1): void {
    const at = THICKNESSES.indexOf(this.slab.thicknessMm) + by;
    this.setSlab({ thicknessMm: THICKNESSES[Math.min(Math.max(at, 0), THICKNESSES.length - 1)] ?? 0 });
  }

  nextMode(): void {
    const at = SLAB_MODES.indexOf(this.slab.mode) + 1;
    this.setSlab({ mode: SLAB_MODES[at % SLAB_MODES.length] ?? "mip" });
  }

  choose(tool: RoomTool): void {
    this.tool = tool;
    this.changed();
  }

  layOut(single = this.single): void {
    this.single = single;
    this.hang.dataset["hanging"] = single ? "1" : "3";
    this.redraw();
    this.changed();
  }

  reset(): void {
    this.setWindow(this.source.series.window);
    if (this.source.inverted) this.invert();
    for (const { viewport } of this.panes) viewport.setGaze(WHOLE);
    this.setSlab({ thicknessMm: 0 });
  }

  redraw(): void {
    for (const { viewport } of this.panes) viewport.schedule();
  }

  changed(): void {
    this.hang.dataset["tool"] = this.tool;
    for (const listener of this.#listeners) listener();
  }

  dispose(): void {
    this.announcer.dispose();
    for (const { viewport } of this.panes) viewport.dispose();
  }
}

/** The middle of one frame of a volume, frames from 0. */
function middleOf({ lattice: { origin, across, down, through, size } }: Volume, frame: number): Vector {
  const last = Math.min(frame, size[2] - 1);
  const inPlane = plus(times(across, Math.floor(size[0] / 2)), times(down, Math.floor(size[1] / 2)));
  return plus(plus(origin, inPlane), times(through, last));
}
