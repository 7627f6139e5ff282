import { makeSvg } from "../../../runtime/dom";
import { dot, minus, plus, times } from "../geometry";
import type { Spot, Vector } from "../geometry";
import { toImage, toView } from "../placement";
import type { Placement, Point } from "../placement";
import { sliceOrigin } from "./planes";
import type { Cut, PlaneName } from "./planes";

/** Which plane each of an image's two lines is the cut of: across the screen, and down it. */
const LINES: Readonly<Record<PlaneName, readonly [across: PlaneName, down: PlaneName]>> = {
  axial: ["coronal", "sagittal"],
  coronal: ["axial", "sagittal"],
  sagittal: ["axial", "coronal"],
};
/** What is under the crossing stays in sight. */
const GAP_PX = 14;

/** The spot of a cut's slices that lies over a point of the patient, from the outer corner. */
export function spotOver(cut: Cut, at: Vector): Spot {
  const way = minus(at, cut.origin);
  return [dot(way, cut.across) / cut.pixelMm + 0.5, dot(way, cut.down) / cut.pixelMm + 0.5];
}

/** The point of the patient at a point of the screen, no further out than the cut goes. */
export function pointUnder(cut: Cut, slice: number, at: Point, placed: Placement): Vector {
  const [x, y] = toImage(at, placed);
  const within = (value: number, count: number): number => Math.min(Math.max(value - 0.5, 0), count - 1);
  const [i, j] = [within(x, cut.columns), within(y, cut.rows)];
  return plus(sliceOrigin(cut, slice), plus(times(cut.across, i * cut.pixelMm), times(cut.down, j * cut.pixelMm)));
}

/** The two other planes, as lines through one point, open where they meet. */
export function crossLines(cut: Cut, at: Vector, placed: Placement): SVGGElement[] {
  const spot = spotOver(cut, at);
  const [x, y] = toView(spot, placed);
  const [left, top] = toView([0, 0], placed);
  const [right, bottom] = toView([cut.columns, cut.rows], placed);
  const [across, down] = LINES[cut.name];
  return [
    line(across, `M${num(left)} ${num(y)}H${num(x - GAP_PX)}M${num(x + GAP_PX)} ${num(y)}H${num(right)}`),
    line(down, `M${num(x)} ${num(top)}V${num(y - GAP_PX)}M${num(x)} ${num(y + GAP_PX)}V${num(bottom)}`),
  ];
}

function line(plane: PlaneName, d: string): SVGGElement {
  return makeSvg("g", { class: `mpr-line mpr-${plane}` }, makeSvg("path", { d, class: "halo" }), makeSvg("path", { d, class: "mark" }));
}

function num(value: number): string {
  return value.toFixed(1);
}
