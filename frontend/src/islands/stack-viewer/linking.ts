import { dot, normalOf, shareReference } from "./geometry";
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
 * patient where both lie in one plane and count from one point, else by as many slices.
 */
export function linkedSlice(moved: Linkable, other: Linkable, before: number): number {
  const bySlices = other.view.slice + moved.view.slice - before;
  const here = moved.stack?.frames[moved.view.slice - 1]?.position;
  const [a, b] = [normalOf(moved.stack), normalOf(other.stack)];
  if (!here || !a || !b || !other.stack || dot(a, b) < SAME_PLANE) return bySlices;
  if (!shareReference(moved.stack, other.stack)) return bySlices;
  const wanted = dot(a, here);
  let best = bySlices;
  let least = Infinity;
  other.stack.frames.forEach(({ position }, index) => {
    const distance = position ? Math.abs(dot(a, position) - wanted) : Infinity;
    if (distance < least) [best, least] = [index + 1, distance];
  });
  return best;
}
