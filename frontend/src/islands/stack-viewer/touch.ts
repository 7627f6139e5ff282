import { beginDrag } from "./drags";
import type { Drag } from "./drag";
import { panViewport, zoomViewport } from "./gazing";
import type { Film } from "./film";
import { markDrag } from "./marking";
import { pointIn, viewportOf } from "./tools";
import type { Viewport } from "./viewport";

const HOLD_MS = 450;
const SLOP_PX = 10;
const SWIPE_PX = 60;
const DOUBLE_TAP_MS = 300;

interface Finger {
  x: number;
  y: number;
  readonly startX: number;
  readonly startY: number;
}

/** One finger scrolls or swipes to another series, two zoom and pan, a held one sets the window. */
export function listenToTouch(film: Film, signal: AbortSignal): void {
  const gesture = new TouchGesture(film);
  const on = (type: "pointerdown" | "pointermove" | "pointerup" | "pointercancel", run: (event: PointerEvent) => void): void => {
    film.hang.addEventListener(type, (event) => { if (event.pointerType === "touch") run(event); }, { signal });
  };
  on("pointerdown", (event) => { gesture.down(event); });
  on("pointermove", (event) => { gesture.move(event); });
  on("pointerup", (event) => { gesture.up(event); });
  on("pointercancel", () => { gesture.cancel(); });
}

class TouchGesture {
  readonly #fingers = new Map<number, Finger>();
  #viewport: Viewport | null = null;
  #drag: Drag | null = null;
  #mode: "undecided" | "drag" | "swipe" | "pinch" = "undecided";
  #hold: ReturnType<typeof setTimeout> | undefined;
  #lastTap = -Infinity;

  constructor(private readonly film: Film) {}

  down(event: PointerEvent): void {
    const viewport = viewportOf(this.film, event);
    if (!viewport) return;
    const [x, y] = [event.clientX, event.clientY];
    this.#fingers.set(event.pointerId, { x, y, startX: x, startY: y });
    clearTimeout(this.#hold);
    if (this.#fingers.size > 1) {
      this.#mode = "pinch";
      return;
    }
    this.#viewport = viewport;
    this.#mode = "undecided";
    this.film.activate(viewport);
    // A hand that draws may rest first.
    if (!this.#draws) this.#hold = setTimeout(() => { this.#begin("window", event); }, HOLD_MS);
  }

  get #draws(): boolean { return this.film.tool.startsWith("draw-"); }

  #begin(tool: "window" | "chosen", event: PointerEvent, finger = this.#fingers.get(event.pointerId)): void {
    const viewport = this.#viewport;
    if (!viewport || this.#mode !== "undecided") return;
    const chosen = tool === "window" ? "window" : this.film.tool;
    this.#mode = "drag";
    const start = finger ? { clientX: finger.startX, clientY: finger.startY } : event;
    this.#drag = beginDrag(this.film, viewport, chosen, pointIn(viewport, start));
    viewport.parts.element.classList.toggle("held", tool === "window");
  }

  move(event: PointerEvent): void {
    const finger = this.#fingers.get(event.pointerId);
    if (!finger) return;
    if (this.#mode === "pinch") {
      this.#pinch(event, finger);
      return;
    }
    [finger.x, finger.y] = [event.clientX, event.clientY];
    const [dx, dy] = [finger.x - finger.startX, finger.y - finger.startY];
    if (this.#mode === "undecided" && Math.hypot(dx, dy) > SLOP_PX) this.#decide(dx, dy, event);
    if (this.#mode === "drag") this.#drag?.(dx, dy);
  }

  /** With the scroll tool, sideways is another series; every other tool uses both directions. */
  #decide(dx: number, dy: number, event: PointerEvent): void {
    clearTimeout(this.#hold);
    const isSideways = this.film.tool === "scroll" && Math.abs(dx) > Math.abs(dy) * 1.5;
    if (isSideways && !this.#holdsMark(event)) this.#mode = "swipe";
    else this.#begin("chosen", event);
  }

  /** Did the finger come down on the mark that is chosen: then it goes along sideways too. */
  #holdsMark(event: PointerEvent): boolean {
    const [viewport, finger] = [this.#viewport, this.#fingers.get(event.pointerId)];
    if (!viewport || !finger || !this.film.marks.chosenOn(viewport)) return false;
    return markDrag(this.film, viewport, pointIn(viewport, { clientX: finger.startX, clientY: finger.startY })) !== null;
  }

  #pinch(event: PointerEvent, finger: Finger): void {
    const other = [...this.#fingers.values()].find((each) => each !== finger);
    const viewport = this.#viewport;
    if (!other || !viewport) return;
    const before = Math.hypot(finger.x - other.x, finger.y - other.y);
    const [dx, dy] = [(event.clientX - finger.x) / 2, (event.clientY - finger.y) / 2];
    [finger.x, finger.y] = [event.clientX, event.clientY];
    const after = Math.hypot(finger.x - other.x, finger.y - other.y);
    const middle = { clientX: (finger.x + other.x) / 2, clientY: (finger.y + other.y) / 2 };
    if (before > 0) zoomViewport(viewport, after / before, pointIn(viewport, middle));
    panViewport(viewport, dx, dy);
  }

  up(event: PointerEvent): void {
    const finger = this.#fingers.get(event.pointerId);
    this.#fingers.delete(event.pointerId);
    if (!finger || this.#fingers.size > 0) return;
    const travelled = finger.x - finger.startX;
    if (this.#mode === "swipe" && Math.abs(travelled) > SWIPE_PX) this.film.step(travelled < 0 ? 1 : -1);
    if (this.#mode === "drag") this.#drag?.done?.();
    if (this.#mode === "undecided") this.#tap(event, finger);
    this.cancel();
  }

  /** A tap writes where words are to be, chooses a mark, or, twice, shows one viewport alone. */
  #tap(event: PointerEvent, finger: Finger): void {
    const viewport = this.#viewport;
    if (this.#draws) {
      this.#begin("chosen", event, finger);
      this.#drag?.done?.();
      return;
    }
    if (viewport && this.film.tool === "spot") {
      beginDrag(this.film, viewport, "spot", pointIn(viewport, event)).done?.();
      return;
    }
    if (viewport && markDrag(this.film, viewport, pointIn(viewport, event))) return;
    const now = performance.now();
    if (now - this.#lastTap < DOUBLE_TAP_MS) this.film.update({ single: !this.film.single });
    this.#lastTap = now;
  }

  cancel(): void {
    clearTimeout(this.#hold);
    this.#fingers.clear();
    this.#viewport?.parts.element.classList.remove("held");
    [this.#drag, this.#mode] = [null, "undecided"];
  }
}
