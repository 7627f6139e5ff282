import { setText } from "../../runtime/dom";
import { lengthOf, rulerOf } from "./measuring";
import type { Ruler } from "./measuring";
import { toImage } from "./placement";
import type { Placement } from "./placement";
import type { Stack } from "./stack";

/** How long the bar is on the screen, and what it says; without a length there is none. */
export interface ScaleBar {
  readonly widthPx: number;
  readonly words: string;
}

const STEPS_MM: readonly number[] = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];
const MOST_PX = 150;
const MOST_SHARE = 0.28;
const REACH_PX = 100;

/**
 * The bar for an image that lies so, on a viewport so wide, in CSS pixels.
 *
 * It is as long as a round length along the screen's horizontal is in the image; how far that can
 * be believed it says itself. An image without spacing has no bar: it says that it is not calibrated.
 */
export function scaleBar(stack: Stack, placed: Placement, viewWidth: number): ScaleBar {
  const ruler = rulerOf(stack);
  if (ruler.unit !== "mm") return { widthPx: 0, words: ruler.caveat };
  const mmPerPx = alongScreen(placed, ruler);
  const room = Math.min(MOST_PX, viewWidth * MOST_SHARE);
  const length = STEPS_MM.filter((step) => step / mmPerPx <= room).at(-1);
  if (length === undefined) return { widthPx: 0, words: "" };
  const words = length >= 10 ? `${length / 10} cm` : `${length} mm`;
  return { widthPx: length / mmPerPx, words: ruler.caveat ? `${words} ${ruler.caveat}` : words };
}

/** Millimetres in one pixel of the screen, from left to right. */
function alongScreen(placed: Placement, ruler: Ruler): number {
  return lengthOf(toImage({ x: 0, y: 0 }, placed), toImage({ x: REACH_PX, y: 0 }, placed), ruler) / REACH_PX;
}

/** Show it, or take it away where nothing is known yet. */
export function showScale(element: HTMLElement, stack: Stack | null, placed: Placement, viewWidth: number): void {
  const bar = stack ? scaleBar(stack, placed, viewWidth) : { widthPx: 0, words: "" };
  element.style.setProperty("--bar", `${bar.widthPx.toFixed(1)}px`);
  element.dataset["bar"] = bar.widthPx > 0 ? "true" : "none";
  setText(element, bar.words);
}
