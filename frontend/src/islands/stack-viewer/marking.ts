import type { Drag } from "./drag";
import type { Film } from "./film";
import type { Spot } from "./geometry";
import { gripAt, pulled } from "./mark-shapes";
import type { Grip } from "./mark-shapes";
import { nameMark } from "./name-box";
import { drawOver } from "./overlay";
import { toView } from "./placement";
import type { Point } from "./placement";
import type { Annotation } from "./props";
import type { Viewport } from "./viewport";

interface Held {
  readonly mark: Annotation;
  readonly grip: Grip;
}

const LEAST_PX = 3;
const FINGER = "(pointer: coarse)";

/** The author's mark under a point of a viewport; the chosen one first, then the newest. */
function markAt(film: Film, viewport: Viewport, at: Point): Held | null {
  const placed = viewport.cssPlacement();
  const chosen = film.marks.chosenOn(viewport);
  const all = [...film.marks.on(viewport)].reverse();
  const order = chosen ? [chosen, ...all.filter((mark) => mark !== chosen)] : all;
  const reach = window.matchMedia(FINGER).matches ? 1.8 : 1;
  for (const mark of order) {
    const seen = { ...mark, points: mark.points.map((spot) => toView(spot, placed)) };
    const grip = mark.id === "" ? null : gripAt(seen, [at.x, at.y], mark === chosen, reach);
    if (grip) return { mark, grip };
  }
  return null;
}

/** Take up the mark under the pointer: it is chosen, and goes along. Null where there is none. */
export function markDrag(film: Film, viewport: Viewport, at: Point): Drag | null {
  if (!film.keepsMarks || !film.annotated) return null;
  const held = markAt(film, viewport, at);
  chooseMark(film, viewport, held?.mark.id ?? null);
  if (!held) return null;
  const from = viewport.spotAt(at);
  let now = held.mark;
  const drag: Drag = (dx, dy) => {
    if (now === held.mark && Math.hypot(dx, dy) < LEAST_PX) return;
    const to = viewport.spotAt({ x: at.x + dx, y: at.y + dy });
    now = { ...held.mark, points: pulled(held.mark, held.grip, [to[0] - from[0], to[1] - from[1]], viewport.grid) };
    film.marks.replace(viewport.view.series.id, now);
    drawOver(film, viewport);
  };
  drag.done = () => { if (now !== held.mark) film.listener?.changed(viewport, now); };
  return drag;
}

/** The chosen mark shows its handles; keys act on it. */
export function chooseMark(film: Film, viewport: Viewport, id: string | null): void {
  const before = film.marks.chosenOn(viewport)?.id ?? null;
  film.marks.choose(viewport.view.series.id, id);
  if (before === id) return;
  film.listener?.chose(viewport, id);
  drawOver(film, viewport);
}

/** The next mark of the active series, wherever it is; the one after the last is the first. */
export function nextMark(film: Film): void {
  const { active } = film;
  const { id: series } = active.view.series;
  const chosen = film.marks.chosenOn(active);
  const all = [...film.marks.of(series)].sort((a, b) => a.frame - b.frame);
  const later = all.find(({ frame }) => frame >= active.view.slice);
  const next = chosen ? all[(all.findIndex(({ id }) => id === chosen.id) + 1) % all.length] : later ?? all[0];
  if (!next) return;
  film.annotated = true;
  film.marks.choose(series, next.id);
  film.listener?.chose(active, next.id);
  film.goTo(active, next.frame);
  film.changed();
}

/** A mark was drawn: it is chosen, the page keeps it, and it can be named at once. */
export function drew(film: Film, viewport: Viewport, mark: Annotation): void {
  const series = viewport.view.series.id;
  film.marks.add(series, mark);
  film.marks.choose(series, mark.id);
  film.annotated = true;
  film.listener?.drew(viewport, mark);
  film.listener?.chose(viewport, mark.id);
  film.update({});
  nameChosen(film, viewport);
}

/** Write the words of the chosen mark on the film. Words without words are taken away again. */
export function nameChosen(film: Film, viewport: Viewport): boolean {
  const mark = film.marks.chosenOn(viewport);
  if (!mark) return false;
  const series = viewport.view.series.id;
  const write = (label: string, isLast: boolean): void => {
    const now = film.marks.of(series).find(({ id }) => id === mark.id);
    if (!now) return;
    if (isLast && label === "" && now.kind === "label") eraseMark(film, viewport, now);
    else if (label !== now.label) change(film, viewport, { ...now, label });
  };
  nameMark(viewport, mark, { written: (label) => { write(label, false); }, closed: (label) => { write(label, true); } });
  return true;
}

export function eraseChosen(film: Film): boolean {
  const mark = film.keepsMarks ? film.marks.chosenOn(film.active) : null;
  if (mark) eraseMark(film, film.active, mark);
  return mark !== null;
}

function eraseMark(film: Film, viewport: Viewport, mark: Annotation): void {
  film.marks.remove(viewport.view.series.id, mark.id);
  film.listener?.erased(viewport, mark.id);
  drawOver(film, viewport);
}

function change(film: Film, viewport: Viewport, mark: Annotation): void {
  film.marks.replace(viewport.view.series.id, mark);
  film.listener?.changed(viewport, mark);
  drawOver(film, viewport);
}

/** Move what an arrow points at, the far end of a line, the corner of an outline; or all of it. */
export function nudgeMark(film: Film, dx: number, dy: number, what: "end" | "whole"): boolean {
  const { active } = film;
  const mark = film.keepsMarks ? film.marks.chosenOn(active) : null;
  if (!mark) return false;
  const by: Spot = [dx, dy];
  change(film, active, { ...mark, points: pulled(mark, what === "whole" ? { kind: "whole" } : endOf(mark), by, active.grid) });
  return true;
}

function endOf({ kind }: Annotation): Grip {
  if (kind === "region") return { kind: "corner", index: 2 };
  return kind === "label" || kind === "spot" ? { kind: "whole" } : { kind: "point", index: kind === "arrow" ? 0 : 1 };
}
