import { beginDrag } from "./drags";
import type { Drag } from "./drag";
import { zoomViewport } from "./gazing";
import { nameChosen } from "./marking";
import type { Film, Tool } from "./film";
import type { Point } from "./placement";
import { probe } from "./probing";
import type { Viewport } from "./viewport";

/** The viewport under an event, if it is one of the film's. */
export function viewportOf(film: Pick<Film, "viewports">, event: Event): Viewport | null {
  const { target } = event;
  if (!(target instanceof Element) || target.closest("button, input")) return null;
  return film.viewports.find(({ parts }) => parts.element.contains(target)) ?? null;
}

export function pointIn(viewport: Viewport, event: { clientX: number; clientY: number }): Point {
  const box = viewport.parts.element.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** Mouse and pen: wheel, drags by each button, double click, and the value under the pointer. */
export function listenToMouse(film: Film, signal: AbortSignal): void {
  const { hang } = film;
  let drag: { run: Drag; x: number; y: number; id: number } | null = null;
  const down = (event: PointerEvent): void => {
    const viewport = viewportOf(film, event);
    if (!viewport || event.pointerType === "touch") return;
    film.activate(viewport);
    const run = beginDrag(film, viewport, toolOf(film, event.button), pointIn(viewport, event));
    drag = { run, x: event.clientX, y: event.clientY, id: event.pointerId };
    hang.setPointerCapture(event.pointerId);
    viewport.parts.element.focus({ preventScroll: true });
    event.preventDefault(); // no selection, no autoscroll by the middle button
  };
  const move = (event: PointerEvent): void => {
    if (drag?.id === event.pointerId) drag.run(event.clientX - drag.x, event.clientY - drag.y);
    else if (event.pointerType !== "touch") probeAll(film, event);
  };
  const up = (event: PointerEvent): void => {
    if (drag?.id !== event.pointerId) return;
    drag.run.done?.();
    drag = null;
  };
  hang.addEventListener("pointerdown", down, { signal });
  hang.addEventListener("pointermove", move, { signal });
  hang.addEventListener("pointerup", up, { signal });
  hang.addEventListener("pointercancel", up, { signal });
  hang.addEventListener("pointerleave", () => {
    film.pointer = null;
    film.viewports.forEach((each) => { probe(each, null, null); });
  }, { signal });
  hang.addEventListener("contextmenu", (event) => { event.preventDefault(); }, { signal });
  hang.addEventListener("dblclick", (event) => {
    const viewport = film.tool === "spot" ? null : viewportOf(film, event);
    if (viewport && !(film.canDraw && nameChosen(film, viewport))) film.update({ single: !film.single });
  }, { signal });
  listenToWheel(film, signal);
}

function toolOf(film: Film, button: number): Tool {
  if (button === 1) return "pan";
  return button === 2 ? "window" : film.tool;
}

function probeAll(film: Film, event: PointerEvent): void {
  const here = viewportOf(film, event);
  film.pointer = here === film.active ? pointIn(here, event) : null;
  for (const viewport of film.viewports) {
    probe(viewport, viewport === here ? pointIn(viewport, event) : null, film.over);
  }
}

/** Pixels of a fine wheel or pad that make one slice; a notch of a coarse wheel always is one. */
const PX_PER_SLICE = 40;
const COARSE_PX = 60;

/** Slices from a wheel's travel, which may come in many small parts. */
export function wheelSteps(carried: number, deltaY: number, deltaMode: number): { slices: number; carried: number } {
  if (deltaMode !== 0 || Math.abs(deltaY) >= COARSE_PX) return { slices: Math.sign(deltaY), carried: 0 };
  const sum = Math.sign(carried) === -Math.sign(deltaY) ? deltaY : carried + deltaY;
  const slices = Math.trunc(sum / PX_PER_SLICE) || 0; // not minus zero
  return { slices, carried: sum - slices * PX_PER_SLICE };
}

function listenToWheel(film: Film, signal: AbortSignal): void {
  let carried = 0;
  const onWheel = (event: WheelEvent): void => {
    const viewport = viewportOf(film, event);
    if (!viewport) return;
    event.preventDefault();
    if (!viewport.active) film.activate(viewport);
    if (event.ctrlKey) {
      zoomViewport(viewport, Math.exp(-event.deltaY / 300), pointIn(viewport, event));
      return;
    }
    const step = wheelSteps(carried, event.deltaY, event.deltaMode);
    carried = step.carried;
    if (step.slices !== 0) film.scrollBy(viewport, step.slices);
  };
  film.hang.addEventListener("wheel", onWheel, { signal, passive: false });
}
