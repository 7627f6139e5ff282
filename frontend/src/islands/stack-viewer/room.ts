/**
 * The film in a room: it stands where someone else has scrolled, and says where one points.
 *
 * From the page: `readingroom:follow`, `{series, frame, window, gaze, pointer}`, the last three or
 * null as lists of numbers; `readingroom:spot`, `{series, frame, at}` or `{series: null}`, shows a
 * mark of one's own. To the page: `readingroom:point` and `readingroom:tap`, `{series, frame, at,
 * rows, columns}`, where the pointer is (`at` null where it has gone) and where one has tapped.
 */
import { make } from "../../runtime/dom";
import { asCount, asNumbers, asObject, asString, orNull } from "../../runtime/parse";
import type { Json } from "../../runtime/parse";
import { VIEW } from "./events";
import type { Film } from "./film";
import { toView } from "./placement";
import { pointIn, viewportOf } from "./tools";
import type { Viewport } from "./viewport";

export const FOLLOW = "readingroom:follow";
export const SPOT = "readingroom:spot";
export const POINT = "readingroom:point";
export const TAP = "readingroom:tap";

/** Further than this between down and up is a drag. */
const TAP_PX = 8;

interface Spot {
  readonly series: string;
  /** null on whatever slice is shown. */
  readonly frame: number | null;
  readonly at: readonly [number, number];
}

/** A dot that lies over one spot of the images, while these are shown. */
class Dot {
  readonly #element: HTMLElement;
  spot: Spot | null = null;

  constructor(private readonly film: Film, name: string) {
    this.#element = make("span", { class: name, "aria-hidden": "true", hidden: true });
  }

  place(): void {
    const { spot } = this;
    const viewport = spot && this.film.viewports.find(({ view }) => view.series.id === spot.series);
    const isSeen = Boolean(viewport && (spot.frame === null || spot.frame === viewport.shown));
    this.#element.hidden = !isSeen;
    if (!viewport || !isSeen) return;
    const [x, y] = toView(spot.at, viewport.cssPlacement());
    this.#element.style.setProperty("--x", `${x.toFixed(1)}px`);
    this.#element.style.setProperty("--y", `${y.toFixed(1)}px`);
    if (this.#element.parentElement !== viewport.parts.element) viewport.parts.element.append(this.#element);
  }
}

/** Tie the film to a room. */
export function joinRoom(root: HTMLElement, film: Film, signal: AbortSignal): void {
  const [pointer, own] = [new Dot(film, "room-pointer"), new Dot(film, "room-spot")];
  const place = (): void => { pointer.place(); own.place(); };
  const on = (name: string, run: (detail: Json) => void): void => {
    root.addEventListener(name, (event) => {
      const detail: unknown = event instanceof CustomEvent ? event.detail : null;
      run(asObject(detail ?? {}, name));
      place();
    }, { signal });
  };
  on(FOLLOW, (detail) => { pointer.spot = follow(film, detail); });
  on(SPOT, (detail) => { own.spot = spotOf(detail); });
  root.addEventListener(VIEW, place, { signal });
  window.addEventListener("resize", place, { signal });
  sayPoints(root, film, signal);
  sayTaps(root, film, signal);
}

/** Stand as someone else does; what they point at is given back. */
function follow(film: Film, detail: Json): Spot | null {
  const [series, frame] = [asString(detail["series"], FOLLOW), asCount(detail["frame"], FOLLOW)];
  const viewport = film.active.view.series.id === series ? film.active : film.show(series);
  if (!viewport) return null;
  if (viewport.view.slice !== frame) film.goTo(viewport, frame);
  look(viewport, listOf(detail, "window", 2), listOf(detail, "gaze", 3));
  const [x, y] = listOf(detail, "pointer", 2) ?? [];
  return x === undefined || y === undefined ? null : { series, frame, at: [x, y] };
}

function listOf(detail: Json, name: string, length: number): readonly number[] | null {
  return orNull(detail[name], FOLLOW, (value, place) => asNumbers(value, place, length));
}

function look(viewport: Viewport, range: readonly number[] | null, gaze: readonly number[] | null): void {
  const [center = 0, width = 1] = range ?? [];
  if (range) viewport.setWindow({ center, width });
  const [zoom = 1, centerX = 0, centerY = 0] = gaze ?? [];
  viewport.setGaze(gaze ? { zoom, centerX, centerY } : null);
}

function spotOf(detail: Json): Spot | null {
  const series = orNull(detail["series"], SPOT, asString);
  if (series === null) return null;
  const [x, y] = asNumbers(detail["at"], SPOT, 2);
  return { series, frame: asCount(detail["frame"], SPOT), at: [x ?? 0, y ?? 0] };
}

function sayPoints(root: HTMLElement, film: Film, signal: AbortSignal): void {
  film.hang.addEventListener("pointermove", (event) => {
    const viewport = viewportOf(film, event);
    if (viewport?.active) say(root, POINT, viewport, viewport.spotAt(pointIn(viewport, event)));
  }, { signal });
  film.hang.addEventListener("pointerleave", () => { say(root, POINT, film.active, null); }, { signal });
}

function sayTaps(root: HTMLElement, film: Film, signal: AbortSignal): void {
  let down: { x: number; y: number; viewport: Viewport | null } | null = null;
  // Which viewport it is must be asked now: from here on the pointer is the film's.
  film.hang.addEventListener("pointerdown", (event) => {
    down = { x: event.clientX, y: event.clientY, viewport: viewportOf(film, event) };
  }, { signal });
  film.hang.addEventListener("pointerup", (event) => {
    const viewport = down?.viewport;
    const travelled = down ? Math.hypot(event.clientX - down.x, event.clientY - down.y) : TAP_PX;
    if (viewport && travelled < TAP_PX) say(root, TAP, viewport, viewport.spotAt(pointIn(viewport, event)));
  }, { signal });
}

function say(root: HTMLElement, name: string, viewport: Viewport, at: readonly [number, number] | null): void {
  const { shown, view, grid } = viewport;
  if (shown === null) return;
  const detail = { series: view.series.id, frame: shown, at, rows: grid.rows, columns: grid.columns };
  root.dispatchEvent(new CustomEvent(name, { detail }));
}
