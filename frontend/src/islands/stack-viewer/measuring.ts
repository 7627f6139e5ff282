import type { Spot } from "./geometry";
import { toneMap } from "./renderer";
import type { Look, Picture } from "./renderer";
import type { Stack } from "./stack";
import { formatValue, isPadding, modalityValue } from "./window-math";
import type { ToneMap } from "./window-math";

export const MEASURE_KINDS = ["length", "ellipse"] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** What a reader measured: two ends, or opposite corners of the box that an ellipse fills. */
export interface Measure {
  readonly kind: MeasureKind;
  readonly from: Spot;
  readonly to: Spot;
}

interface Ruler {
  /** Width and height of a pixel, in `unit`. */
  readonly across: number;
  readonly down: number;
  readonly unit: "mm" | "px";
  /** What has to be said beside the figure; empty where the figure is true in the patient. */
  readonly caveat: string;
}

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
  const ruler = rulerOf(stack);
  const lines = measure.kind === "length"
    ? [`${figure(lengthOf(measure, ruler))} ${ruler.unit}`]
    : [`${figure(areaOf(measure, ruler))} ${ruler.unit}²`, ...valueLines(measure, picture, look)];
  return ruler.caveat === "" ? lines : [...lines, ruler.caveat];
}

export function lengthOf({ from, to }: Measure, ruler: Pick<Ruler, "across" | "down">): number {
  return Math.hypot((to[0] - from[0]) * ruler.across, (to[1] - from[1]) * ruler.down);
}

/** Of the drawn ellipse itself, not of the pixels in it. */
export function areaOf({ from, to }: Measure, ruler: Pick<Ruler, "across" | "down">): number {
  const half = (a: number, b: number, size: number): number => (Math.abs(b - a) * size) / 2;
  return Math.PI * half(from[0], to[0], ruler.across) * half(from[1], to[1], ruler.down);
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
  const say = (value: number): string => formatValue(value, Math.min(scale, 19));
  const unit = stack.unit ? ` ${stack.unit}` : "";
  return [`mean ${say(found.mean)}${unit} ± ${say(found.sd)}`, `${say(found.min)} to ${say(found.max)}, ${found.count} px`];
}

export interface Statistics {
  readonly count: number;
  readonly mean: number;
  /** Of these pixels as they are: divided by their number. */
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

/** Of the pixels whose centre lies in the ellipse, in modality units; padding does not count. */
export function statistics({ from, to }: Measure, { stack, values }: Picture, tone: ToneMap): Statistics | null {
  const [left, right] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
  const [top, bottom] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])];
  const [midX, midY, rx, ry] = [(left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2];
  let [count, mean, squares, min, max] = [0, 0, 0, Infinity, -Infinity];
  for (let y = Math.max(Math.floor(top), 0); y < Math.min(Math.ceil(bottom), stack.rows); y += 1) {
    for (let x = Math.max(Math.floor(left), 0); x < Math.min(Math.ceil(right), stack.columns); x += 1) {
      if (((x + 0.5 - midX) / rx) ** 2 + ((y + 0.5 - midY) / ry) ** 2 > 1) continue;
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
