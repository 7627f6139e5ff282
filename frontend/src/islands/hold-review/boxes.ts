import { clamp } from "../../runtime/dom";

/** What stands in a box: found by the library, or drawn by the person who looks. */
export const KINDS = ["identity", "unknown", "label", "scale", "drawn"] as const;
export type Kind = (typeof KINDS)[number];

/** A box in stored pixels from the top left; a frame of null stands for all. */
export interface Box {
  readonly frame: number | null;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly kind: Kind;
  readonly masked: boolean;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Corner = "nw" | "ne" | "sw" | "se";

/** The least that is a box: anything smaller was a click. */
const LEAST_PX = 2;

export function moved(box: Box, dx: number, dy: number, size: Size): Box {
  return {
    ...box,
    x: clamp(Math.round(box.x + dx), 0, size.columns - box.width),
    y: clamp(Math.round(box.y + dy), 0, size.rows - box.height),
  };
}

/** Wider and taller by so much; the top left corner stays. */
export function resized(box: Box, dx: number, dy: number, size: Size): Box {
  return {
    ...box,
    width: clamp(Math.round(box.width + dx), 1, size.columns - box.x),
    height: clamp(Math.round(box.height + dy), 1, size.rows - box.y),
  };
}

/** A corner drawn to a point; the opposite corner stays. */
export function stretched(box: Box, corner: Corner, to: Point, size: Size): Box {
  const fixed = {
    x: corner.endsWith("w") ? box.x + box.width : box.x,
    y: corner.startsWith("n") ? box.y + box.height : box.y,
  };
  return { ...box, ...between(fixed, to, size) };
}

/** A new box between two points, or null where that was a click. */
export function drawn(from: Point, to: Point, size: Size): Box | null {
  const area = between(from, to, size);
  if (area.width < LEAST_PX || area.height < LEAST_PX) return null;
  return { frame: null, ...area, kind: "drawn", masked: true };
}

/** In the middle, an eighth of the image wide: where a keyboard begins. */
export function inTheMiddle(size: Size): Box {
  const width = Math.max(1, Math.round(size.columns / 8));
  const height = Math.max(1, Math.round(size.rows / 16));
  const x = Math.round((size.columns - width) / 2);
  const y = Math.round((size.rows - height) / 2);
  return { frame: null, x, y, width, height, kind: "drawn", masked: true };
}

export function isOnFrame(box: Box, frame: number): boolean {
  return box.frame === null || box.frame === frame;
}

/** Boxes that are to be blackened, as the server takes them. */
export function asSent(boxes: readonly Box[]): readonly (readonly (number | null)[])[] {
  return boxes
    .filter(({ masked }) => masked)
    .map(({ frame, x, y, width, height }) => [frame, x, y, width, height]);
}

function between(a: Point, b: Point, size: Size): Pick<Box, "x" | "y" | "width" | "height"> {
  const left = clamp(Math.floor(Math.min(a.x, b.x)), 0, size.columns - 1);
  const top = clamp(Math.floor(Math.min(a.y, b.y)), 0, size.rows - 1);
  const right = clamp(Math.ceil(Math.max(a.x, b.x)), left + 1, size.columns);
  const bottom = clamp(Math.ceil(Math.max(a.y, b.y)), top + 1, size.rows);
  return { x: left, y: top, width: right - left, height: bottom - top };
}
