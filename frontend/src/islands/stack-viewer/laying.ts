import type { Gaze, Placement, Size } from "./placement";
import { place, shape } from "./placement";
import { affineOf, isOnSide } from "./turning";
import type { Turn } from "./turning";

interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/** The size an image takes as it lies, in square pixels as wide as its own. */
export function laidSize({ rows, columns }: Grid, pixelAspect: number, turn: Turn): Size {
  const { width, height } = shape(rows, columns, pixelAspect);
  return isOnSide(turn) ? { width: height, height: width } : { width, height };
}

/** From pixels of the image to those of a viewport, for an image that takes `size` as it lies. */
export function layOut(gaze: Gaze, grid: Grid, size: Size, view: Size, turn: Turn): Placement {
  const placed = place(gaze, size, view, 1, affineOf(turn, grid.columns, grid.rows));
  const [across, down] = isOnSide(turn) ? [grid.rows, grid.columns] : [grid.columns, grid.rows];
  return {
    ...placed,
    scaleX: (placed.scaleX * size.width) / across,
    scaleY: (placed.scaleY * size.height) / down,
  };
}

/** The same in pixels `ratio` times as large. */
export function inLarger(placed: Placement, ratio: number): Placement {
  return {
    turned: placed.turned,
    scaleX: placed.scaleX / ratio,
    scaleY: placed.scaleY / ratio,
    offsetX: placed.offsetX / ratio,
    offsetY: placed.offsetY / ratio,
  };
}
