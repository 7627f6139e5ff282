import { makeSvg } from "../../runtime/dom";
import { drawAnnotations, ellipseIn } from "./annotations";
import { cutLine, imagePlane, shareReference } from "./geometry";
import type { Spot } from "./geometry";
import { LINE_PX, widthOf } from "./labels";
import { measureLines } from "./measuring";
import type { MeasureKind } from "./measuring";
import type { Measures, Placed } from "./measures";
import { toView } from "./placement";
import type { Placement } from "./placement";
import type { Marks } from "./marks";
import { showScale } from "./scale-bar";
import type { Viewport } from "./viewport";

/** What is drawn over the images of a film, and whether. */
export interface Drawn {
  /** Whether the author's marks and the measurements are shown. */
  readonly annotated: boolean;
  /** Whether the active viewport's slice is drawn as a line on the others. */
  readonly crossed: boolean;
  readonly measures: Measures;
  readonly marks: Marks;
  readonly active: Viewport;
}

/** What lies over a viewport's image: the author's marks, the line of another slice, measurements. */
export function drawOver(film: Drawn, viewport: Viewport): void {
  const { marks } = viewport.parts;
  const placed = viewport.cssPlacement();
  // A mark points at something seen.
  const seen = viewport.isBlank ? null : viewport.shown;
  const all = film.annotated ? film.marks.on(viewport) : [];
  const width = viewport.parts.element.clientWidth;
  drawAnnotations(marks, all, placed, film.marks.chosenOn(viewport)?.id ?? null, width);
  showScale(viewport.parts.scale, viewport.stack, placed, width);
  if (seen === null) return;
  const line = film.crossed ? lineOfActive(film, viewport) : null;
  if (line) marks.prepend(referenceLine(line, placed));
  if (film.annotated) marks.append(...drawMeasures(film.measures, viewport));
}

/** What was measured on the slice that is shown; `aside` is said beside what counts its values. */
export function drawMeasures(measures: Measures, viewport: Viewport, aside = ""): readonly SVGGElement[] {
  const { shown, view } = viewport;
  const here = shown === null ? [] : measures.on(view.series.id, shown);
  return here.map((measure) => drawMeasure(viewport, measure, measures.chosen === measure, aside));
}

/** Where the active viewport's slice cuts this image. */
function lineOfActive(film: Drawn, viewport: Viewport): readonly [Spot, Spot] | null {
  const [here, there] = [viewport.picture, film.active.picture];
  if (viewport === film.active || !here || !there) return null;
  if (!shareReference(here.stack, there.stack)) return null;
  const [slice, image] = [imagePlane(there.stack, there.frame), imagePlane(here.stack, here.frame)];
  return slice && image ? cutLine(slice, image) : null;
}

function path(d: string, name: string): SVGGElement {
  return makeSvg("g", { class: name }, makeSvg("path", { d, class: "halo" }), makeSvg("path", { d, class: "mark" }));
}

function segment([from, to]: readonly [Spot, Spot]): string {
  return `M${from[0].toFixed(1)} ${from[1].toFixed(1)}L${to[0].toFixed(1)} ${to[1].toFixed(1)}`;
}

function referenceLine([from, to]: readonly [Spot, Spot], placed: Placement): SVGGElement {
  return path(segment([toView(from, placed), toView(to, placed)]), "reference");
}

const END_PX = 3.5;

function drawMeasure(viewport: Viewport, measure: Placed, isChosen: boolean, aside: string): SVGGElement {
  const placed = viewport.cssPlacement();
  const points = measure.points.map((spot) => toView(spot, placed));
  const shape = outlineOf(measure.kind, points);
  const group = path(shape, isChosen ? "measure chosen" : "measure");
  const held = measure.kind === "roi" ? [] : points;
  group.append(...held.map(([cx, cy]) => makeSvg("circle", { cx, cy, r: END_PX, class: "end" })));
  const { stack, picture } = viewport;
  const lines = stack ? measureLines(measure, stack, picture, viewport.look()) : [];
  const hasValues = measure.kind === "ellipse" || measure.kind === "roi";
  group.append(label(hasValues && aside !== "" ? [...lines, aside] : lines, boxOf(points), viewport));
  return group;
}

function outlineOf(kind: MeasureKind, points: readonly Spot[]): string {
  const [a, b, ...rest] = points;
  if (!a || !b) return "";
  switch (kind) {
    case "ellipse":
      return ellipseIn([a, b]);
    case "angle":
    case "bidirectional":
      return segment([a, b]) + rest.map((spot, index) => segment([rest[index - 1] ?? (kind === "angle" ? b : spot), spot])).join("");
    case "roi":
      return `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`;
    case "length":
      return segment([a, b]);
  }
}

/** The two points a label is set beside: of many, the corners of what they fill. */
function boxOf(points: readonly Spot[]): readonly [Spot, Spot] {
  const [a, b] = points;
  if (points.length === 2 && a && b) return [a, b];
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]];
}

/** To the right of what was measured; to the left of it where the viewport ends. */
function label(lines: readonly string[], ends: readonly [Spot, Spot], viewport: Viewport): SVGTextElement {
  const [a, b] = ends;
  const width = Math.max(...lines.map(widthOf));
  const right = Math.max(a[0], b[0]) + 8;
  const fits = right + width < viewport.parts.element.clientWidth;
  const x = fits ? right : Math.min(a[0], b[0]) - 8;
  const tall = (lines.length - 1) * LINE_PX;
  const room = viewport.parts.element.clientHeight - tall - 6;
  const y = Math.min(Math.max(a[0] > b[0] ? a[1] : b[1], LINE_PX), room);
  const spans = lines.map((line, index) => makeSvg("tspan", { x, dy: index === 0 ? 0 : LINE_PX }, line));
  return makeSvg("text", { x, y, "text-anchor": fits ? "start" : "end" }, ...spans);
}
