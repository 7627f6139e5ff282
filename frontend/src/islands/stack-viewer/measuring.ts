import type { Spot } from "./geometry";
import { toneMap } from "./renderer";
import type { Look, Picture } from "./renderer";
import type { Stack } from "./stack";
import { toldIn } from "./told";
import { formatValue, isPadding, modalityValue } from "./window-math";
import type { ToneMap } from "./window-math";

export const MEASURE_KINDS = ["length", "ellipse", "angle", "bidirectional", "roi"] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/**
 * What a reader measured, by its points: two ends; opposite corners of the box that an ellipse
 * fills; two ends with the corner between them; ends of the long axis, then of the short one;
 * the corners of an outline.
 */
export interface Measure {
  readonly kind: MeasureKind;
  readonly points: readonly Spot[];
}

export interface Ruler {
  /** Width and height of a pixel, in `unit`. */
  readonly across: number;
  readonly down: number;
  readonly unit: "mm" | "px";
  /** What has to be said beside the figure; empty where the figure is true in the patient. */
  readonly caveat: string;
}

type Scale = Pick<Ruler, "across" | "down">;

/**
 * How far apart pixels are, and how far that can be believed.
 *
 * Spacing at the detector is larger than in the patient, by a factor nobody wrote down (PS3.3
 * 10.7.1.3); without a spacing there are pixels only, as tall as their shape says.
 */
export function rulerOf(stack: Stack): Ruler {
  const [down, across] = stack.pixelSpacingMm ?? [];
  if (across !== undefined && down !== undefined && stack.spacingKind === "patient") {
    return { across, down, unit: "mm", caveat: "" };
  }
  if (across !== undefined && down !== undefined && stack.spacingKind === "imager") {
    return { across, down, unit: "mm", caveat: "at the detector" };
  }
  return { across: 1, down: stack.pixelAspect, unit: "px", caveat: "not calibrated" };
}

/** A measurement in words, line by line; without the picture only what needs no values. */
export function measureLines(measure: Measure, stack: Stack, picture: Picture | null, look: Look): readonly string[] {
  if (measure.kind === "angle") return [`${angleOf(measure, rulerOf(stack)).toFixed(1)}°`];
  const ruler = rulerOf(stack);
  const lines = figures(measure, ruler, picture, look);
  return ruler.caveat === "" ? lines : [...lines, ruler.caveat];
}

function figures(measure: Measure, ruler: Ruler, picture: Picture | null, look: Look): readonly string[] {
  const [a, b, c, d] = measure.points;
  switch (measure.kind) {
    case "ellipse":
    case "roi":
      return [`${figure(areaOf(measure, ruler))} ${ruler.unit}²`, ...valueLines(measure, picture, look)];
    case "bidirectional":
      return [`${figure(lengthOf(a, b, ruler))} × ${figure(lengthOf(c, d, ruler))} ${ruler.unit}`];
    default:
      return [`${figure(lengthOf(a, b, ruler))} ${ruler.unit}`];
  }
}

export function lengthOf(a: Spot | undefined, b: Spot | undefined, ruler: Scale): number {
  if (!a || !b) return 0;
  return Math.hypot((b[0] - a[0]) * ruler.across, (b[1] - a[1]) * ruler.down);
}

/** Between the two legs of a corner, 0 to 180 degrees, in the patient's own proportions. */
export function angleOf({ points }: Measure, { across, down }: Scale): number {
  const [a, corner, b] = points;
  if (!a || !corner || !b) return 0;
  const way = (end: Spot): number => Math.atan2((end[1] - corner[1]) * down, (end[0] - corner[0]) * across);
  const turn = Math.abs(way(a) - way(b)) % (2 * Math.PI);
  return (Math.min(turn, 2 * Math.PI - turn) * 180) / Math.PI;
}

/** Of what is drawn itself, not of the pixels in it. */
export function areaOf({ kind, points }: Measure, { across, down }: Scale): number {
  const [a, b] = points;
  if (kind === "roi") return (Math.abs(twiceArea(points)) / 2) * across * down;
  if (!a || !b) return 0;
  return Math.PI * (Math.abs(b[0] - a[0]) / 2) * across * (Math.abs(b[1] - a[1]) / 2) * down;
}

/** Of a closed outline, by its corners in order; below zero where it goes the other way round. */
function twiceArea(points: readonly Spot[]): number {
  return points.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
}

/** Three digits that count, and never more than one behind the point. */
function figure(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0);
}

function valueLines(measure: Measure, picture: Picture | null, look: Look): readonly string[] {
  if (!picture || picture.stack.samples > 1 || picture.stack.palette) return [];
  const found = statistics(measure, picture, toneMap(picture.stack, picture.frame, look));
  if (!found) return ["no values inside"];
  const { stack } = picture;
  const scale = Math.max(found.max - found.min, found.sd) || 1;
  const { factor, unit } = toldIn(stack);
  const say = (value: number): string => formatValue(value * factor, Math.min(scale * factor, 19));
  const named = unit === "" ? "" : ` ${unit}`;
  return [`mean ${say(found.mean)}${named} ± ${say(found.sd)}`, `${say(found.min)} to ${say(found.max)}, ${found.count} px`];
}

export interface Statistics {
  readonly count: number;
  readonly mean: number;
  /** Of these pixels as they are: divided by their number. */
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

/** Of the pixels whose centre lies inside, in modality units; padding does not count. */
export function statistics(measure: Measure, { stack, values }: Picture, tone: ToneMap): Statistics | null {
  const inside = insideOf(measure);
  const [xs, ys] = [measure.points.map(([x]) => x), measure.points.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let [count, mean, squares, min, max] = [0, 0, 0, Infinity, -Infinity];
  for (let y = Math.max(Math.floor(top), 0); y < Math.min(Math.ceil(bottom), stack.rows); y += 1) {
    for (let x = Math.max(Math.floor(left), 0); x < Math.min(Math.ceil(right), stack.columns); x += 1) {
      if (!inside(x + 0.5, y + 0.5)) continue;
      const stored = values[y * stack.columns + x] ?? 0;
      if (isPadding(stored, tone)) continue;
      const value = modalityValue(stored, tone);
      // Welford 1962, Technometrics 4:419: no large sums that cancel.
      count += 1;
      const away = value - mean;
      mean += away / count;
      squares += away * (value - mean);
      [min, max] = [Math.min(min, value), Math.max(max, value)];
    }
  }
  return count === 0 ? null : { count, mean, sd: Math.sqrt(squares / count), min, max };
}

function insideOf({ kind, points }: Measure): (x: number, y: number) => boolean {
  if (kind === "roi") return (x, y) => inOutline(points, x, y);
  const [a, b] = [points[0] ?? [0, 0], points[1] ?? [0, 0]];
  const [midX, midY] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const [rx, ry] = [Math.abs(b[0] - a[0]) / 2, Math.abs(b[1] - a[1]) / 2];
  return (x, y) => ((x - midX) / rx) ** 2 + ((y - midY) / ry) ** 2 <= 1;
}

/** By how often a line to the right crosses the outline (even-odd rule). */
function inOutline(points: readonly Spot[], x: number, y: number): boolean {
  let isInside = false;
  points.forEach(([ax, ay], index) => {
    const [bx, by] = points[(index + 1) % points.length] ?? [ax, ay];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
  });
  return isInside;
}
