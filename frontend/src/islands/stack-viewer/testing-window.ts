import type { Film } from "./film";
import type { Placement } from "./placement";
import type { Values } from "./values";
import type { WindowRange } from "./window-math";

/** What a viewport shows, to be compared with the object it came from; read-only. */
export interface Shown {
  readonly seriesId: string;
  readonly frame: number | null;
  readonly storedValues: Values | null;
  readonly rows: number;
  readonly columns: number;
  readonly window: WindowRange | null;
  /** From image pixels to pixels of the canvas. */
  readonly placement: Placement;
  readonly canvas: HTMLCanvasElement;
  /** Is this the full depth of the slice the reader asked for. */
  readonly settled: boolean;
}

export interface ReadingRoomViewer {
  readonly renderer: () => "webgl" | "cpu";
  readonly shown: () => Shown;
  readonly all: () => readonly Shown[];
}

/** Put the read-only view of the film on its root, for tests and for other islands. */
export function exposeShown(root: HTMLElement, film: Film, renderer: () => "webgl" | "cpu"): void {
  const look = (viewport: Film["active"]): Shown => {
    const { series, slice } = viewport.view;
    const { rows, columns } = viewport.stack ?? series;
    return {
      seriesId: series.id,
      frame: viewport.shown,
      storedValues: viewport.picture?.values ?? null,
      rows,
      columns,
      window: viewport.windowNow(),
      placement: viewport.placement(),
      canvas: viewport.parts.canvas,
      settled: viewport.picture !== null && viewport.shown === slice,
    };
  };
  const viewer: ReadingRoomViewer = {
    renderer,
    shown: () => look((film.guest ?? film).active),
    all: () => (film.guest ?? film).viewports.map(look),
  };
  Object.defineProperty(root, "readingroomViewer", { value: viewer, configurable: true });
}
