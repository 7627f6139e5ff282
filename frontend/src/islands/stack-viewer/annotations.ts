import { makeSvg } from "../../runtime/dom";
import { setApart, widthOf } from "./labels";
import type { Label } from "./labels";
import { boxAround, handlesOf } from "./mark-shapes";
import { toView } from "./placement";
import type { Placement } from "./placement";
import type { Annotation } from "./props";

type Spot = readonly [x: number, y: number];

/** Draw the marks of one slice over its viewport, in CSS pixels; the chosen one with its handles. */
export function drawAnnotations(
  svg: SVGSVGElement,
  annotations: readonly Annotation[],
  placed: Placement,
  chosen: string | null,
  width: number,
): void {
  const marks = annotations.map((mark) => ({ ...mark, points: mark.points.map((spot) => toView(spot, placed)) }));
  const labels = setApart(marks.map((mark) => labelOf(mark, width)));
  svg.replaceChildren(...marks.map((mark, place) => {
    const drawn = group(mark, labels[place]);
    if (chosen !== null && mark.id === chosen) dressChosen(drawn, mark);
    return drawn;
  }));
}

const HANDLE_PX = 4;

function dressChosen(drawn: SVGGElement, mark: Annotation): void {
  drawn.classList.add("chosen");
  if (mark.kind === "region") drawn.append(makeSvg("path", { d: `M${boxAround(mark.points).map(at).join("L")}Z`, class: "around" }));
  drawn.append(...handlesOf(mark).map(([cx, cy]) => makeSvg("circle", { cx, cy, r: HANDLE_PX, class: "handle" })));
}

function group(mark: Annotation, label: Label | undefined): SVGGElement {
  const path = PATHS[mark.kind] ?? point;
  const d = path(mark.points);
  const said = label?.words ? [makeSvg("text", { x: label.x, y: label.y, "text-anchor": label.anchor }, label.words)] : [];
  return makeSvg(
    "g",
    {},
    makeSvg("path", { d, class: "halo" }),
    makeSvg("path", { d, class: "mark" }),
    ...said,
  );
}

const PATHS: Readonly<Record<string, (points: readonly Spot[]) => string>> = {
  arrow,
  measurement,
  region,
  label: () => "",
  spot,
};

const ARROW_PX = 30;
const HEAD_PX = 8;

/** From the tail to the tip, which is the first point; without a tail it comes from the left. */
function arrow(points: readonly Spot[]): string {
  const [tip, tail] = ends(points);
  const angle = Math.atan2(tail[1] - tip[1], tail[0] - tip[0]);
  const barb = (turn: number): string =>
    at([tip[0] + HEAD_PX * Math.cos(angle + turn), tip[1] + HEAD_PX * Math.sin(angle + turn)]);
  return `M${at(tail)}L${at(tip)}M${barb(0.5)}L${at(tip)}L${barb(-0.5)}`;
}

function ends(points: readonly Spot[]): readonly [Spot, Spot] {
  const tip = points[0] ?? [0, 0];
  return [tip, points[1] ?? [tip[0] - ARROW_PX, tip[1]]];
}

function measurement(points: readonly Spot[]): string {
  const [a, b] = ends(points);
  const angle = Math.atan2(b[1] - a[1], b[0] - a[0]) + Math.PI / 2;
  const across: Spot = [5 * Math.cos(angle), 5 * Math.sin(angle)];
  const tick = ([x, y]: Spot): string =>
    `M${at([x - across[0], y - across[1]])}L${at([x + across[0], y + across[1]])}`;
  return `M${at(a)}L${at(b)}${tick(a)}${tick(b)}`;
}

/** Corners make an outline; two are the opposite corners of a box that an ellipse fills. */
function region(points: readonly Spot[]): string {
  if (points.length > 2) return `M${points.map(at).join("L")}Z`;
  return ellipseIn(ends(points));
}

/** The ellipse that fills the box between two corners, as a path. */
export function ellipseIn([a, b]: readonly [Spot, Spot]): string {
  const rx = Math.abs(b[0] - a[0]) / 2;
  const ry = Math.abs(b[1] - a[1]) / 2;
  const left: Spot = [Math.min(a[0], b[0]), (a[1] + b[1]) / 2];
  const arc = `a${rx.toFixed(1)} ${ry.toFixed(1)} 0 1 0`;
  return `M${at(left)}${arc} ${(2 * rx).toFixed(1)} 0${arc} ${(-2 * rx).toFixed(1)} 0Z`;
}

const SPOT_PX = 9;

/** A ring about the place, open in the middle, so that what is marked can still be seen. */
function spot(points: readonly Spot[]): string {
  const [x, y] = points[0] ?? [0, 0];
  return ellipseIn([[x - SPOT_PX, y - SPOT_PX], [x + SPOT_PX, y + SPOT_PX]]) + `M${at([x - 2, y])}h4M${at([x, y - 2])}v4`;
}

function point(points: readonly Spot[]): string {
  const [x, y] = points[0] ?? [0, 0];
  return `M${at([x - 6, y])}h12M${at([x, y - 6])}v12`;
}

function at([x, y]: Spot): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

/** Beside the mark and away from what it points at, never over it; where the viewport ends, on the other side. */
function labelOf({ kind, label: words, points }: Annotation, width: number): Label {
  const [tip, tail] = ends(points);
  if (kind === "label") return { x: tip[0], y: tip[1] + 4, anchor: "middle", words };
  if (kind === "arrow") {
    const leftward = tail[0] <= tip[0];
    return { x: tail[0] + (leftward ? -6 : 6), y: tail[1] + 4, anchor: leftward ? "end" : "start", words };
  }
  // On the other side than a region's, which it may lie in.
  if (kind === "spot") return { x: tip[0] - SPOT_PX - 4, y: tip[1] + 4, anchor: "end", words };
  const [left, right] = [Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x))];
  const y = Math.min(...points.map(([, spot]) => spot)) + 4;
  const fits = right + 8 + widthOf(words) < width;
  return fits ? { x: right + 8, y, anchor: "start", words } : { x: left - 8, y, anchor: "end", words };
}
