import { panDrag, windowDrag, zoomDrag } from "../drags";
import type { Drag } from "../drag";
import { panViewport, zoomViewport } from "../gazing";
import { measureDrag } from "../measure-drag";
import type { Point } from "../placement";
import { probe } from "../probing";
import { pointIn, viewportOf, wheelSteps } from "../tools";
import type { Viewport } from "../viewport";
import { pointUnder } from "./cross";
import type { Room, RoomTool } from "./room";

/** Mouse, pen and fingers: one does what the tool does, two zoom and pan, the wheel scrolls. */
export function listenToHands(room: Room, signal: AbortSignal): void {
  const { hang } = room;
  const hands = new Hands(room);
  hang.addEventListener("pointerdown", (event) => { hands.down(event); }, { signal });
  hang.addEventListener("pointermove", (event) => { hands.move(event); }, { signal });
  hang.addEventListener("pointerup", (event) => { hands.up(event); }, { signal });
  hang.addEventListener("pointercancel", (event) => { hands.up(event); }, { signal });
  hang.addEventListener("pointerleave", () => { for (const each of room.viewports) probe(each, null, null); }, { signal });
  hang.addEventListener("contextmenu", (event) => { event.preventDefault(); }, { signal });
  hang.addEventListener("dblclick", (event) => { if (viewportOf(room, event)) room.layOut(!room.single); }, { signal });
  hang.addEventListener("focusin", ({ target }) => {
    const viewport = room.viewports.find(({ parts }) => parts.element === target);
    if (viewport && !viewport.active) room.activate(viewport);
  }, { signal });
  hang.addEventListener("wheel", (event) => { hands.wheel(event); }, { signal, passive: false });
}

interface Pointer {
  x: number;
  y: number;
  readonly startX: number;
  readonly startY: number;
}

class Hands {
  readonly #pointers = new Map<number, Pointer>();
  #viewport: Viewport | null = null;
  #drag: Drag | null = null;
  #carried = 0;

  constructor(private readonly room: Room) {}

  down(event: PointerEvent): void {
    const viewport = viewportOf(this.room, event);
    if (!viewport) return;
    const [x, y] = [event.clientX, event.clientY];
    this.#pointers.set(event.pointerId, { x, y, startX: x, startY: y });
    this.room.hang.setPointerCapture(event.pointerId);
    if (this.#pointers.size > 1) {
      this.#drag = null;
      return;
    }
    this.#viewport = viewport;
    this.room.activate(viewport);
    this.#drag = begin(this.room, viewport, toolOf(this.room, event.button), pointIn(viewport, event));
    viewport.parts.element.focus({ preventScroll: true });
    event.preventDefault(); // no selection, no autoscroll by the middle button
  }

  move(event: PointerEvent): void {
    const pointer = this.#pointers.get(event.pointerId);
    if (!pointer) this.#probe(event);
    else if (this.#pointers.size > 1) this.#pinch(event, pointer);
    else this.#drag?.(event.clientX - pointer.startX, event.clientY - pointer.startY);
  }

  #probe(event: PointerEvent): void {
    if (event.pointerType === "touch") return;
    const here = viewportOf(this.room, event);
    for (const each of this.room.viewports) probe(each, each === here ? pointIn(each, event) : null, this.room.film.over);
  }

  #pinch(event: PointerEvent, pointer: Pointer): void {
    const other = [...this.#pointers.values()].find((each) => each !== pointer);
    const viewport = this.#viewport;
    if (!other || !viewport) return;
    const before = Math.hypot(pointer.x - other.x, pointer.y - other.y);
    const [dx, dy] = [(event.clientX - pointer.x) / 2, (event.clientY - pointer.y) / 2];
    [pointer.x, pointer.y] = [event.clientX, event.clientY];
    const after = Math.hypot(pointer.x - other.x, pointer.y - other.y);
    const middle = { clientX: (pointer.x + other.x) / 2, clientY: (pointer.y + other.y) / 2 };
    if (before > 0) zoomViewport(viewport, after / before, pointIn(viewport, middle));
    panViewport(viewport, dx, dy);
  }

  up(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
    this.#drag?.done?.();
    this.#drag = null;
  }

  wheel(event: WheelEvent): void {
    const viewport = viewportOf(this.room, event);
    if (!viewport) return;
    event.preventDefault();
    if (!viewport.active) this.room.activate(viewport);
    if (event.ctrlKey) {
      zoomViewport(viewport, Math.exp(-event.deltaY / 300), pointIn(viewport, event));
      return;
    }
    const step = wheelSteps(this.#carried, event.deltaY, event.deltaMode);
    this.#carried = step.carried;
    if (step.slices !== 0) this.room.scroll(viewport, step.slices);
  }
}

function toolOf(room: Room, button: number): RoomTool {
  if (button === 1) return "pan";
  return button === 2 ? "window" : room.tool;
}

function begin(room: Room, viewport: Viewport, tool: RoomTool, at: Point): Drag {
  switch (tool) {
    case "cross":
      return crossDrag(room, viewport, at);
    case "window":
      return windowDrag(viewport);
    case "zoom":
      return zoomDrag(viewport, at);
    case "pan":
      return panDrag(viewport);
    default:
      return measureDrag(room, viewport, tool, at);
  }
}

/** The crossing jumps under the pointer, and goes along with it. */
function crossDrag(room: Room, viewport: Viewport, start: Point): Drag {
  const { cut } = room.paneOf(viewport);
  const go: Drag = (dx, dy) => {
    const at = { x: start.x + dx, y: start.y + dy };
    room.moveTo(pointUnder(cut, viewport.view.slice, at, viewport.cssPlacement()));
  };
  go(0, 0);
  return go;
}
