import { clamp } from "../../runtime/dom";
import type { Drag } from "./drag";
import type { Film } from "./film";
import type { Spot } from "./geometry";
import type { MeasureKind } from "./measuring";
import type { Placed } from "./measures";
import type { Placement, Point } from "./placement";
import type { Viewport } from "./viewport";

/** How near an end has to be to be taken up, and how far a drag must come to draw, CSS pixels. */
const REACH_PX = 12;
const LEAST_PX = 4;

/** Take up the end of a measurement under the pointer, or draw a new one from here. */
export function measureDrag(film: Film, viewport: Viewport, kind: MeasureKind, at: Point): Drag {
  const slice = viewport.shown;
  if (slice === null || !viewport.stack) return () => undefined;
  const held = endNear(film, viewport, slice, at);
  film.measures.choose(held?.measure ?? null);
  viewport.schedule();
  return held ? pull(film, viewport, held, at) : draw(film, viewport, kind, slice, at);
}

interface Held {
  readonly measure: Placed;
  readonly end: "from" | "to";
}

function endNear(film: Film, viewport: Viewport, slice: number, at: Point): Held | null {
  const placed = viewport.cssPlacement();
  const near = ([x, y]: Spot): number =>
    Math.hypot(placed.offsetX + x * placed.scaleX - at.x, placed.offsetY + y * placed.scaleY - at.y);
  const ends = film.measures
    .on(viewport.view.series.id, slice)
    .flatMap((measure) => (["to", "from"] as const).map((end) => ({ measure, end, away: near(measure[end]) })));
  const [first] = ends.filter(({ away }) => away <= REACH_PX).sort((a, b) => a.away - b.away);
  return first ?? null;
}

function pull(film: Film, viewport: Viewport, { measure, end }: Held, at: Point): Drag {
  let now = measure;
  let begun = false;
  return (dx, dy) => {
    if (!begun) film.measures.begin();
    begun = true;
    now = film.measures.replace(now, { ...now, [end]: spotAt(viewport, { x: at.x + dx, y: at.y + dy }) });
    film.measured(viewport);
  };
}

function draw(film: Film, viewport: Viewport, kind: MeasureKind, slice: number, at: Point): Drag {
  const from = spotAt(viewport, at);
  let now: Placed | null = null;
  return (dx, dy) => {
    if (!now && Math.hypot(dx, dy) < LEAST_PX) return;
    const to = spotAt(viewport, { x: at.x + dx, y: at.y + dy });
    const drawn: Placed = { kind, from, to, series: viewport.view.series.id, slice };
    now = now ? film.measures.replace(now, drawn) : film.measures.add(drawn);
    film.measured(viewport);
  };
}

/** A point of the viewport in image pixels, no further out than the image's edge. */
function spotAt(viewport: Viewport, at: Point): Spot {
  const placed: Placement = viewport.cssPlacement();
  const { rows, columns } = viewport.stack ?? viewport.view.series;
  return [
    clamp((at.x - placed.offsetX) / placed.scaleX, 0, columns),
    clamp((at.y - placed.offsetY) / placed.scaleY, 0, rows),
  ];
}

/** Without a mouse: lay a measurement over the middle of what is seen, to be moved by keys. */
export function measureByKey(film: Film, viewport: Viewport, kind: MeasureKind): void {
  const { clientWidth: width, clientHeight: height } = viewport.parts.element;
  const slice = viewport.shown;
  if (slice === null || !viewport.stack) return;
  const lift = kind === "ellipse" ? 0.06 : 0;
  film.measures.add({
    kind,
    from: spotAt(viewport, { x: width * 0.4, y: height * (0.5 - lift) }),
    to: spotAt(viewport, { x: width * 0.6, y: height * (0.5 + lift) }),
    series: viewport.view.series.id,
    slice,
  });
  film.measured(viewport);
}

/** Move an end of the chosen measurement, or all of it, by whole pixels of the image. */
export function nudge(film: Film, dx: number, dy: number, what: "end" | "whole"): boolean {
  const { chosen } = film.measures;
  if (!chosen) return false;
  film.measures.begin();
  const moved = ([x, y]: Spot): Spot => [x + dx, y + dy];
  const from = what === "whole" ? moved(chosen.from) : chosen.from;
  film.measures.replace(chosen, { ...chosen, from, to: moved(chosen.to) });
  film.measured(film.active);
  return true;
}
