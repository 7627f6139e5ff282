import { clamp } from "../../runtime/dom";
import type { Spot } from "./geometry";
import type { Annotation } from "./props";

/** What of a mark is held: one of its points, a corner of the box around it, or all of it. */
export type Grip = { readonly kind: "point" | "corner"; readonly index: number } | { readonly kind: "whole" };

interface Grid {
  readonly rows: number;
  readonly columns: number;
}

const REACH_PX = 9;
const LETTER_PX = 7.5;
const LABEL_PX = 18;
/** A mark is never made smaller than this, image pixels. */
const LEAST = 2;

/** Corners of the box around points, clockwise from the top left. */
export function boxAround(points: readonly Spot[]): readonly [Spot, Spot, Spot, Spot] {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return [[left, top], [right, top], [right, bottom], [left, bottom]];
}

/** Where a chosen mark can be taken up besides its line; in the mark's own pixels. */
export function handlesOf({ kind, points }: Pick<Annotation, "kind" | "points">): readonly Spot[] {
  if (kind === "label") return [];
  return kind === "region" ? boxAround(points) : points;
}

/**
 * What of a mark lies under a point of the viewport; null where nothing does.
 *
 * @param seen the mark with its points in CSS pixels of the viewport.
 * @param isChosen its handles are shown, and come first.
 * @param reach how much farther than a mouse's a finger reaches.
 */
export function gripAt(seen: Annotation, at: Spot, isChosen: boolean, reach = 1): Grip | null {
  const near = REACH_PX * reach;
  const held = isChosen ? handlesOf(seen).findIndex(([x, y]) => Math.hypot(x - at[0], y - at[1]) <= near * 1.3) : -1;
  if (held >= 0) return { kind: seen.kind === "region" ? "corner" : "point", index: held };
  return distance(seen, at) <= near ? { kind: "whole" } : null;
}

function distance({ kind, points, label }: Annotation, at: Spot): number {
  const [first] = points;
  if (kind === "label" && first) {
    const away = Math.abs(at[0] - first[0]) - Math.max((label.length * LETTER_PX) / 2, 8);
    return Math.max(away, Math.abs(at[1] - first[1]) - LABEL_PX / 2, 0);
  }
  if (points.length === 1 && first) return Math.hypot(at[0] - first[0], at[1] - first[1]);
  const ring = kind === "region" && first ? [...points, first] : points;
  return Math.min(...ring.slice(1).map((to, index) => toSegment(at, ring[index] ?? to, to)));
}

function toSegment([x, y]: Spot, [ax, ay]: Spot, [bx, by]: Spot): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = clamp(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1), 0, 1);
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** The points of a mark after what is held was pulled by so many pixels of the image. */
export function pulled(mark: Annotation, grip: Grip, by: Spot, grid: Grid): readonly Spot[] {
  const { points } = mark;
  if (grip.kind === "whole") return moved(points, by, grid);
  if (grip.kind === "corner") return stretched(points, grip.index, by, grid);
  return points.map((spot, index) => (index === grip.index ? inside([spot[0] + by[0], spot[1] + by[1]], grid) : spot));
}

/** All of it, as far as it stays on the image. */
function moved(points: readonly Spot[], [dx, dy]: Spot, { rows, columns }: Grid): readonly Spot[] {
  const [[left, top], , [right, bottom]] = boxAround(points);
  const [x, y] = [clamp(dx, -left, columns - right), clamp(dy, -top, rows - bottom)];
  return points.map(([px, py]) => tenth([px + x, py + y]));
}

/** One corner of the box goes along, the opposite one stays. */
function stretched(points: readonly Spot[], index: number, by: Spot, grid: Grid): readonly Spot[] {
  const box = boxAround(points);
  const [corner, fixed] = [box[index] ?? box[0], box[(index + 2) % 4] ?? box[2]];
  const to = inside([corner[0] + by[0], corner[1] + by[1]], grid);
  const share = (axis: 0 | 1): number => {
    const was = corner[axis] - fixed[axis];
    const sign = Math.sign(was) || 1;
    return Math.abs(was) < 1e-6 ? 1 : (sign * Math.max(sign * (to[axis] - fixed[axis]), LEAST)) / was;
  };
  const [sx, sy] = [share(0), share(1)];
  return points.map(([x, y]) => inside([fixed[0] + (x - fixed[0]) * sx, fixed[1] + (y - fixed[1]) * sy], grid));
}

/** On the image, to a tenth of a pixel, which is finer than a hand is. */
export function inside([x, y]: Spot, { rows, columns }: Grid): Spot {
  return tenth([clamp(x, 0, columns), clamp(y, 0, rows)]);
}

function tenth([x, y]: Spot): Spot {
  return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
}
