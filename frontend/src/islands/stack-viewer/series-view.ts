import type { Gaze } from "./placement";
import type { Side } from "./placement";
import type { Direction } from "./prefetch";
import type { Series } from "./props";
import { UPRIGHT } from "./turning";
import type { Turn } from "./turning";
import type { WindowRange } from "./window-math";

/** Where a reader is in one series, kept while other series are hung in its place. */
export interface SeriesView {
  readonly series: Series;
  /** The slice the reader wants, from 1; what is shown may lag behind it. */
  slice: number;
  direction: Direction;
  /** null is the object's own window. */
  window: WindowRange | null;
  /** null is how the series opens. */
  gaze: Gaze | null;
  inverted: boolean;
  turn: Turn;
  /** How the image lies when nobody has turned it. */
  upright: Turn;
  /** The side of the viewport at which the image opens; null is the middle. */
  hug: Side | null;
  seenToEnd: boolean;
}

/** PET is read in inverted grey: what takes up the tracer is dark. */
export function opensInverted({ modality }: Series): boolean {
  return modality === "PT";
}

export function openSeriesView(series: Series): SeriesView {
  return {
    series,
    slice: series.initialFrame,
    direction: 0,
    window: series.window,
    gaze: null,
    inverted: opensInverted(series),
    turn: UPRIGHT,
    upright: UPRIGHT,
    hug: null,
    seenToEnd: false,
  };
}
