import type { Drag } from "./drag";
import type { Spot } from "./geometry";
import { rulerOf } from "./measuring";
import type { MeasureKind, Ruler } from "./measuring";
import type { Measures, Placed } from "./measures";
import { toView } from "./placement";
import type { Point } from "./placement";
import type { Viewport } from "./viewport";

/** How near a point has to be to be taken up, and how far a drag must come to draw, CSS pixels. */
const REACH_PX = 12;
const LEAST_PX = 4;
/** How far apart the corners of an outline are that is drawn freely, image pixels. */
const STEP_PX = 1.5;

/** Where measurements are laid down: the film, or three planes in its place. */
export interface Desk {
  readonly measures: Measures;
  readonly active: Viewport;
  /** Something was measured: draw it. */
  readonly measured: (viewport: Viewport) => void;
}

/** Take up the point of a measurement under the pointer, or draw a new one from here. */
export function measureDrag(film: Desk, viewport: Viewport, kind: MeasureKind, at: Point): Drag {
  const slice = viewport.shown;
  if (slice === null || !viewport.stack) return () => undefined;
  const held = pointNear(film, viewport, slice, at);
  film.measures.choose(held?.measure ?? null);
  viewport.schedule();
  return held ? pull(film, viewport, held, at) : draw(film, viewport, kind, slice, at);
}

interface Held {
  readonly measure: Placed;
  readonly index: number;
}

function pointNear(film: Desk, viewport: Viewport, slice: number, at: Point): Held | null {
  const placed = viewport.cssPlacement();
  const near = (spot: Spot): number => {
    const [x, y] = toView(spot, placed);
    return Math.hypot(x - at.x, y - at.y);
  };
  const points = film.measures
    .on(viewport.view.series.id, slice)
    .filter(({ kind }) => kind !== "roi") // its many corners would be in the way of everything
    .flatMap((measure) => measure.points.map((spot, index) => ({ measure, index, away: near(spot) })).reverse());
  const [first] = points.filter(({ away }) => away <= REACH_PX).sort((a, b) => a.away - b.away);
  return first ?? null;
}

function pull(film: Desk, viewport: Viewport, { measure, index }: Held, at: Point): Drag {
  let now = measure;
  let begun = false;
  return (dx, dy) => {
    if (!begun) film.measures.begin();
    begun = true;
    const to = viewport.spotAt({ x: at.x + dx, y: at.y + dy });
    const points = now.points.map((spot, place) => (place === index ? to : spot));
    now = film.measures.replace(now, { ...now, points });
    film.measured(viewport);
  };
}

function draw(film: Desk, viewport: Viewport, kind: MeasureKind, slice: number, at: Point): Drag {
  const from = viewport.spotAt(at);
  const ruler = viewport.stack && rulerOf(viewport.stack);
  let outline: readonly Spot[] = [from];
  let now: Placed | null = null;
  return (dx, dy) => {
    if (!now && Math.hypot(dx, dy) < LEAST_PX) return;
    const to = viewport.spotAt({ x: at.x + dx, y: at.y + dy });
    outline = extended(outline, to);
    const points = kind === "roi" ? outline : pointsOf(kind, from, to, ruler);
    const drawn: Placed = { kind, points, series: viewport.view.series.id, slice };
    now = now ? film.measures.replace(now, drawn) : film.measures.add(drawn);
    film.measured(viewport);
  };
}

/** An outline with one more corner, where that is far enough from the last. */
export function extended(outline: readonly Spot[], to: Spot): readonly Spot[] {
  const last = outline[outline.length - 1] ?? to;
  return Math.hypot(to[0] - last[0], to[1] - last[1]) < STEP_PX ? outline : [...outline, to];
}

/** What one drag makes of each kind; the other points are pulled to where they belong. */
export function pointsOf(kind: MeasureKind, from: Spot, to: Spot, ruler: Pick<Ruler, "across" | "down"> | null): readonly Spot[] {
  // A right angle of the patient's: where pixels are not square, theirs is another.
  const shape = ruler ? ruler.down / ruler.across : 1;
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const [sideX, sideY] = [-dy * shape, dx / shape];
  if (kind === "angle") return [from, to, [to[0] + sideX * 0.7, to[1] + sideY * 0.7]];
  if (kind !== "bidirectional") return [from, to];
  const middle: Spot = [from[0] + dx / 2, from[1] + dy / 2];
  return [from, to, [middle[0] - sideX / 4, middle[1] - sideY / 4], [middle[0] + sideX / 4, middle[1] + sideY / 4]];
}

/** Without a mouse: lay a measurement over the middle of what is seen, to be moved by keys. */
export function measureByKey(film: Desk, viewport: Viewport, kind: MeasureKind): void {
  const { clientWidth: width, clientHeight: height } = viewport.parts.element;
  const slice = viewport.shown;
  if (slice === null || !viewport.stack) return;
  const lift = kind === "ellipse" || kind === "roi" ? 0.06 : 0;
  const from = viewport.spotAt({ x: width * 0.4, y: height * (0.5 - lift) });
  const to = viewport.spotAt({ x: width * 0.6, y: height * (0.5 + lift) });
  const box: readonly Spot[] = [from, [to[0], from[1]], to, [from[0], to[1]]];
  const points = kind === "roi" ? box : pointsOf(kind, from, to, rulerOf(viewport.stack));
  film.measures.add({ kind, points, series: viewport.view.series.id, slice });
  film.measured(viewport);
}

/** Move the second point of the chosen measurement, or all of it, by whole pixels of the image. */
export function nudge(film: Desk, dx: number, dy: number, what: "end" | "whole"): boolean {
  const { chosen } = film.measures;
  if (!chosen) return false;
  film.measures.begin();
  const points = chosen.points.map(([x, y], index): Spot => (what === "whole" || index === 1 ? [x + dx, y + dy] : [x, y]));
  film.measures.replace(chosen, { ...chosen, points });
  film.measured(film.active);
  return true;
}
