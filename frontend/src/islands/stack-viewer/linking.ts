import { dot, normalOf, shareReference } from "./geometry";
import type { Series, Study } from "./props";
import type { Stack } from "./stack";

/** As much of a viewport as linking needs. */
export interface Linkable {
  readonly stack: Stack | null;
  readonly view: { readonly slice: number };
  readonly count: number;
}

/** The series to compare one with: of the next study that is not shown beside it yet. */
export function toCompare(series: Series, own: Study, shown: readonly Study[], all: readonly Study[]): Series | null {
  const at = all.indexOf(own);
  const others = [...all.slice(at + 1), ...all.slice(0, at)];
  const from = others.findIndex((study) => shown.includes(study)) + 1;
  const other = others[from % Math.max(others.length, 1)];
  return other ? likest(series, other) : null;
}

/** The series of a study that is most like one: of the same plane, best of the same name. */
function likest(series: Series, study: Study): Series | null {
  const score = (other: Series): number =>
    (other.label === series.label ? 4 : 0) + (other.plane === series.plane ? 2 : 0) + (other.modality === series.modality ? 1 : 0);
  const [best] = [...study.series].sort((a, b) => score(b) - score(a));
  return best ?? null;
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
