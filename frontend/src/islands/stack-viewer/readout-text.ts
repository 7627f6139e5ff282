import type { Gaze, Point } from "./placement";
import { toneMap } from "./renderer";
import type { Look, Picture } from "./renderer";
import type { Stack } from "./stack";
import { tellValue, toldIn } from "./told";
import { isPadding, modalityValue } from "./window-math";
import type { WindowRange } from "./window-math";

/** What stands below the window: the preset's name, and the zoom where it is not the whole image. */
export function readoutExtras(stack: Stack | null, range: WindowRange | null, gaze: Gaze): readonly string[] {
  const preset = stack?.presets.find(
    ({ center, width }) => range !== null && center === range.center && width === range.width,
  );
  const zoom = Math.abs(gaze.zoom - 1) < 0.005 ? null : `${gaze.zoom.toFixed(gaze.zoom < 10 ? 1 : 0)}×`;
  return [preset?.label, zoom].filter((word) => typeof word === "string");
}

/** The value of one pixel in its unit, with its column and row from 1. */
export function probeText(picture: Picture, at: Point, look: Look): string {
  const { stack, values, frame } = picture;
  const place = `${at.x + 1}, ${at.y + 1}`;
  const index = (at.y * stack.columns + at.x) * stack.samples;
  if (stack.samples === 3) {
    return `${[0, 1, 2].map((i) => values[index + i] ?? 0).join(" ")}  ${place}`;
  }
  const tone = toneMap(stack, frame, look);
  const stored = values[index] ?? 0;
  if (isPadding(stored, tone)) return `–  ${place}`;
  const value = modalityValue(stored, tone);
  const isWhole = Number.isInteger(value) && toldIn(stack).factor === 1;
  return `${tellValue(value, stack, isWhole ? 100 : tone.window.width)}  ${place}`;
}
