import type { Drag } from "./drag";
import type { Film } from "./film";
import type { Spot } from "./geometry";
import { inside } from "./mark-shapes";
import type { Point } from "./placement";
import type { Annotation } from "./props";
import type { Viewport } from "./viewport";

/** A mark that is one point: what a learner puts where something is seen. */
export const SPOT = "spot";
/** As many as an answer takes. */
export const MOST_SPOTS = 50;
const LEAST_PX = 4;

/** May marks be put on what a viewport shows. */
export function takesSpots(film: Film, viewport: Viewport): boolean {
  return film.pointing !== null && viewport.view.series.id === film.pointing;
}

/** With the tool for marks: a press that stays puts one, a press that moves scrolls. */
export function spotDrag(film: Film, viewport: Viewport, at: Point, scroll: Drag): Drag {
  let hasMoved = false;
  const drag: Drag = (dx, dy) => {
    hasMoved ||= Math.hypot(dx, dy) >= LEAST_PX;
    if (hasMoved) scroll(dx, dy);
  };
  drag.done = () => { if (!hasMoved) putSpot(film, viewport, viewport.spotAt(at)); };
  return drag;
}

/** Enter: a mark under the pointer where it is over the image, else in the middle of what is seen. */
export function spotByKey(film: Film): boolean {
  const { active } = film;
  if (!takesSpots(film, active)) return false;
  const { clientWidth, clientHeight } = active.parts.element;
  putSpot(film, active, active.spotAt(film.pointer ?? { x: clientWidth / 2, y: clientHeight / 2 }));
  return true;
}

function putSpot(film: Film, viewport: Viewport, at: Spot): void {
  const { id: series } = viewport.view.series;
  const slice = viewport.shown;
  const all = film.marks.of(series);
  if (!takesSpots(film, viewport) || slice === null || viewport.isBlank || all.length >= MOST_SPOTS) return;
  const mark = spotMark(nextId(all), slice, inside(at, viewport.grid));
  film.marks.put(series, numbered([...all, mark]));
  film.marks.choose(series, mark.id);
  film.annotated = true;
  film.listener?.drew(viewport, mark);
  film.update({});
}

export function spotMark(id: string, frame: number, at: Spot): Annotation {
  return { id, frame, kind: SPOT, points: [at], label: "" };
}

/** Marks bear their number, in the order in which they were put. */
export function numbered(marks: readonly Annotation[]): readonly Annotation[] {
  return marks.map((mark, index) => ({ ...mark, label: String(index + 1) }));
}

function nextId(all: readonly Annotation[]): string {
  const numbers = all.map(({ id }) => Number(id.replace(SPOT, ""))).filter(Number.isFinite);
  return `${SPOT}${String(Math.max(0, ...numbers) + 1)}`;
}
