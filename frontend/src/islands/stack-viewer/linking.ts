import type { Stack } from "./stack";

/** As much of a viewport as linking needs. */
export interface Linkable {
  readonly stack: Stack | null;
  readonly view: { readonly slice: number };
  readonly count: number;
}

/** How far apart two directions may be and still be the same plane: about two degrees. */
const SAME_PLANE = 0.9994;

/**
 * Where another stack goes when one has moved away from slice `before`: to the same place in the
 * patient where both lie in one plane, else by as many slices.
 */
export function linkedSlice(moved: Linkable, other: Linkable, before: number): number {
  const bySlices = other.view.slice + moved.view.slice - before;
  const here = moved.stack?.frames[moved.view.slice - 1]?.position;
  const [a, b] = [normal(moved.stack), normal(other.stack)];
  if (!here || !a || !b || !other.stack || dot(a, b) < SAME_PLANE) return bySlices;
  const wanted = dot(a, here);
  let best = bySlices;
  let least = Infinity;
  other.stack.frames.forEach(({ position }, index) => {
    const distance = position ? Math.abs(dot(a, position) - wanted) : Infinity;
    if (distance < least) [best, least] = [index + 1, distance];
  });
  return best;
}

/** The direction across a stack's slices (PS3.3 C.7.6.2.1.1). */
function normal(stack: Stack | null): readonly number[] | null {
  const [rx, ry, rz, cx, cy, cz] = stack?.imageOrientation ?? [];
  if (rx === undefined || ry === undefined || rz === undefined) return null;
  if (cx === undefined || cy === undefined || cz === undefined) return null;
  return [ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx];
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
