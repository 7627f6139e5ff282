import type { Drag } from "./drag";
import type { DocumentAnnotation, Drawn } from "./events";
import type { Film } from "./film";
import type { Spot } from "./geometry";
import { extended } from "./measure-drag";
import { rulerOf } from "./measuring";
import type { Point } from "./placement";
import { shownAs } from "./shown-as";
import type { Viewport } from "./viewport";

const LEAST_PX = 4;
/** Corners of an outline that is to look round. */
const CORNERS = 36;
/** As many as a document takes. */
const MOST_CORNERS = 180;

/** The author draws from here; what is drawn is told when the pointer is lifted. */
export function drawDrag(film: Film, viewport: Viewport, shape: Drawn, at: Point): Drag {
  const slice = viewport.shown;
  if (slice === null || viewport.isBlank) return () => undefined;
  const from = viewport.spotAt(at);
  let outline: readonly Spot[] = [from];
  let made: DocumentAnnotation | null = shape === "label" ? { shape, slice, at_px: rounded(from), label: "" } : null;
  const drag: Drag = (dx, dy) => {
    const to = viewport.spotAt({ x: at.x + dx, y: at.y + dy });
    outline = extended(outline, to);
    if (Math.hypot(dx, dy) < LEAST_PX && !made) return;
    made = annotationOf(shape, slice, from, to, outline, aspectOf(viewport));
    film.drafted(viewport, shownAs(made));
  };
  drag.done = () => {
    film.drafted(viewport, null);
    if (made) film.drew(viewport, made);
  };
  return drag;
}

/** How much taller a pixel is than wide. */
function aspectOf(viewport: Viewport): number {
  if (!viewport.stack) return 1;
  const { across, down } = rulerOf(viewport.stack);
  return down / across;
}

export function annotationOf(
  shape: Drawn, slice: number, from: Spot, to: Spot, outline: readonly Spot[], aspect: number,
): DocumentAnnotation {
  const common = { slice, label: "" };
  switch (shape) {
    case "arrow":
      return { ...common, shape, tip_px: rounded(from), tail_px: rounded(to) };
    case "measurement":
      return { ...common, shape, from_px: rounded(from), to_px: rounded(to) };
    case "label":
      return { ...common, shape, at_px: rounded(to) };
    case "circle":
      return { ...common, shape: "region", outline_px: circle(from, to, aspect).map(rounded) };
    case "freehand":
      return { ...common, shape: "region", outline_px: thinned(outline).map(rounded) };
  }
}

/** Round in the patient, about the point where the drag began. */
function circle([x, y]: Spot, [edgeX, edgeY]: Spot, aspect: number): readonly Spot[] {
  const radius = Math.hypot(edgeX - x, (edgeY - y) * aspect);
  return Array.from({ length: CORNERS }, (_, index): Spot => {
    const angle = (index * 2 * Math.PI) / CORNERS;
    return [x + radius * Math.cos(angle), y + (radius * Math.sin(angle)) / aspect];
  });
}

function thinned(outline: readonly Spot[]): readonly Spot[] {
  const every = Math.ceil(outline.length / MOST_CORNERS);
  const kept = outline.filter((_, index) => index % every === 0);
  const [first] = kept;
  // Three corners make an outline; a short stroke has fewer.
  return first && kept.length < 3 ? [...kept, ...Array.from({ length: 3 - kept.length }, (_, i): Spot => [first[0] + i + 1, first[1] + 1])] : kept;
}

/** A tenth of a pixel is finer than a hand is. */
function rounded([x, y]: Spot): Spot {
  return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
}
