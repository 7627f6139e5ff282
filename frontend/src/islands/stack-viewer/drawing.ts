import type { Drag } from "./drag";
import type { DocumentAnnotation, Drawn } from "./events";
import type { Film } from "./film";
import type { Spot } from "./geometry";
import { extended } from "./measure-drag";
import { rulerOf } from "./measuring";
import type { Point } from "./placement";
import { inside } from "./mark-shapes";
import { drew } from "./marking";
import { drawOver } from "./overlay";
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
  const isPoint = shape === "label";
  let made = isPoint ? annotationOf(shape, viewport, slice, { from, to: from, outline }) : null;
  const drag: Drag = (dx, dy) => {
    const to = viewport.spotAt({ x: at.x + dx, y: at.y + dy });
    outline = extended(outline, to);
    if (Math.hypot(dx, dy) < LEAST_PX && !made) return;
    made = annotationOf(shape, viewport, slice, { from, to, outline });
    film.marks.draft(viewport, shownAs(made));
    drawOver(film, viewport);
  };
  drag.done = () => {
    film.marks.draft(viewport, null);
    if (made) drew(film, viewport, shownAs(made, newId()));
    else drawOver(film, viewport);
  };
  return drag;
}

/** Without a mouse: lay a mark over the middle of what is seen, to be moved by keys. */
export function drawByKey(film: Film, shape: Drawn): void {
  const { active } = film;
  const slice = active.shown;
  if (slice === null || active.isBlank) return;
  const { clientWidth: width, clientHeight: height } = active.parts.element;
  const at = (x: number, y: number): Spot => active.spotAt({ x: width * x, y: height * y });
  const [from, to] = [at(0.5, 0.5), at(0.58, 0.5)];
  const outline = [at(0.45, 0.45), at(0.55, 0.45), at(0.55, 0.55), at(0.45, 0.55)];
  const made = annotationOf(shape, active, slice, { from, to, outline });
  drew(film, active, shownAs(made, newId()));
}

/** The page takes it for the id of the entry that keeps the mark. */
function newId(): string {
  return `m${[...crypto.getRandomValues(new Uint8Array(7))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** How much taller a pixel is than wide. */
function aspectOf(viewport: Viewport): number {
  if (!viewport.stack) return 1;
  const { across, down } = rulerOf(viewport.stack);
  return down / across;
}

/** Where a drag began, where it is, and its way between. */
interface Stroke {
  readonly from: Spot;
  readonly to: Spot;
  readonly outline: readonly Spot[];
}

function annotationOf(shape: Drawn, viewport: Viewport, slice: number, { from, to, outline }: Stroke): DocumentAnnotation {
  const common = { slice, label: "" };
  const within = (spot: Spot): Spot => inside(spot, viewport.grid);
  switch (shape) {
    case "arrow":
      return { ...common, shape, tip_px: within(from), tail_px: within(to) };
    case "measurement":
      return { ...common, shape, from_px: within(from), to_px: within(to) };
    case "label":
      return { ...common, shape, at_px: within(to) };
    case "circle":
      return { ...common, shape: "region", outline_px: circle(from, to, aspectOf(viewport)).map(within) };
    case "freehand":
      return { ...common, shape: "region", outline_px: thinned(outline).map(within) };
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
