import type { Stack, StackFrame } from "./stack";

export type Vector = readonly [number, number, number];
/** Column and row in image pixels, from the outer corner of the first. */
export type Spot = readonly [x: number, y: number];

/** A frame's pixels in patient coordinates, mm (PS3.3 C.7.6.2.1.1). */
export interface ImagePlane {
  /** Centre of the first pixel. */
  readonly origin: Vector;
  /** From one column to the next, and from one row to the next, as long as the pixels are apart. */
  readonly across: Vector;
  readonly down: Vector;
  /** Perpendicular to both, of length 1. */
  readonly normal: Vector;
  readonly rows: number;
  readonly columns: number;
}

/** Where a frame lies in the patient; null where the object does not say. */
export function imagePlane(stack: Stack, frame: StackFrame): ImagePlane | null {
  const edges = edgesAt(stack);
  const [x, y, z] = frame.position ?? [];
  if (!edges || x === undefined || y === undefined || z === undefined) return null;
  return { origin: [x, y, z], ...edges, rows: stack.rows, columns: stack.columns };
}

/** How a stack's pixels lie to each other, wherever the frame is; null where it does not say. */
export function edgesAt(stack: Stack): Pick<ImagePlane, "across" | "down" | "normal"> | null {
  const directions = directionsOf(stack);
  const [rowMm, columnMm] = stack.pixelSpacingMm ?? [];
  if (!directions || rowMm === undefined || columnMm === undefined) return null;
  const [along, below] = directions;
  return { across: times(along, columnMm), down: times(below, rowMm), normal: cross(along, below) };
}

/** Along the rows and down the columns (PS3.3 C.7.6.2.1.1). */
function directionsOf(stack: Stack | null): readonly [Vector, Vector] | null {
  const [rx, ry, rz, cx, cy, cz] = stack?.imageOrientation ?? [];
  if (rx === undefined || ry === undefined || rz === undefined) return null;
  if (cx === undefined || cy === undefined || cz === undefined) return null;
  return [[rx, ry, rz], [cx, cy, cz]];
}

/** The direction across a stack's slices; null where the object does not say. */
export function normalOf(stack: Stack | null): Vector | null {
  const directions = directionsOf(stack);
  return directions && cross(...directions);
}

/** Do the positions of two stacks count from the same point: else they can't be compared. */
export function shareReference(a: Stack | null, b: Stack | null): boolean {
  const reference = a?.frameOfReference ?? null;
  return reference !== null && reference === b?.frameOfReference;
}

/** Planes closer to parallel than about eleven degrees cut each other nowhere worth a line. */
const NEARLY_PARALLEL = 0.98;

/**
 * The line along which a slice cuts another image, as far as both reach; null where they don't meet.
 *
 * Ends in pixels of `image`.
 */
export function cutLine(slice: ImagePlane, image: ImagePlane): readonly [Spot, Spot] | null {
  if (Math.abs(dot(slice.normal, image.normal)) > NEARLY_PARALLEL) return null;
  // Of the pixels (x, y) of the image those lie in the slice for which a·x + b·y + d = 0.
  const a = dot(slice.normal, image.across);
  const b = dot(slice.normal, image.down);
  const d = dot(slice.normal, minus(image.origin, slice.origin));
  const squares = a * a + b * b;
  const foot: Spot = [(-a * d) / squares, (-b * d) / squares];
  const way: Spot = [-b, a];
  const inImage = withinBox(foot, way, image.columns, image.rows);
  const inSlice = withinBox(
    pixelOf(slice, place(image, foot)),
    pixelWay(slice, plus(times(image.across, way[0]), times(image.down, way[1]))),
    slice.columns,
    slice.rows,
  );
  if (!inImage || !inSlice) return null;
  const [from, to] = [Math.max(inImage[0], inSlice[0]), Math.min(inImage[1], inSlice[1])];
  if (from >= to) return null;
  // Pixel centres count from 0 there, and outer corners here.
  const at = (t: number): Spot => [foot[0] + way[0] * t + 0.5, foot[1] + way[1] * t + 0.5];
  return [at(from), at(to)];
}

/** For which t a line's point lies in an image of so many columns and rows. */
function withinBox(foot: Spot, way: Spot, columns: number, rows: number): readonly [number, number] | null {
  let [from, to] = [-Infinity, Infinity];
  for (const [start, step, size] of [[foot[0], way[0], columns], [foot[1], way[1], rows]] as const) {
    if (Math.abs(step) < 1e-9) {
      if (start < -0.5 || start > size - 0.5) return null;
      continue;
    }
    const ends = [(-0.5 - start) / step, (size - 0.5 - start) / step];
    from = Math.max(from, Math.min(...ends));
    to = Math.min(to, Math.max(...ends));
  }
  return from < to ? [from, to] : null;
}

/** Where the middle of a pixel lies in the patient; pixels from 0. */
export function place(plane: ImagePlane, [x, y]: Spot): Vector {
  return plus(plane.origin, plus(times(plane.across, x), times(plane.down, y)));
}

/** Columns and rows from the middle of the first pixel to a place, which may lie before or behind the plane. */
export function pixelOf(plane: ImagePlane, at: Vector): Spot {
  return pixelWay(plane, minus(at, plane.origin));
}

function pixelWay(plane: ImagePlane, way: Vector): Spot {
  return [
    dot(way, plane.across) / dot(plane.across, plane.across),
    dot(way, plane.down) / dot(plane.down, plane.down),
  ];
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

export function cross([ax, ay, az]: Vector, [bx, by, bz]: Vector): Vector {
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}

export function plus(a: Vector, b: Vector): Vector {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function times(a: Vector, factor: number): Vector {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}
