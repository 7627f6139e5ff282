import { zoom } from "./commands";
import type { Session } from "./session";
import type { Stage } from "./stage";
import { dragged } from "./windows";

interface Place {
  readonly x: number;
  readonly y: number;
}

const RIGHT = 2;
const ZOOM_STEP = 1.25;

/** How the picture is looked at: which part of it, how large, and at which window, by mouse or pen. */
export class Gaze {
  readonly #film: HTMLElement;
  readonly #stage: Stage;
  readonly #session: Session;
  /** What stays where it is while the size changes; the middle where nobody points. */
  #held: Place | null = null;

  constructor(film: HTMLElement, stage: Stage, session: Session, signal: AbortSignal) {
    this.#film = film;
    this.#stage = stage;
    this.#session = session;
    film.addEventListener("wheel", (event) => { this.#turnWheel(event); }, { signal, passive: false });
    film.addEventListener("contextmenu", (event) => { event.preventDefault(); }, { signal });
    film.addEventListener("pointerdown", (event) => { this.#begin(event, signal); }, { signal, capture: true });
  }

  /** Give the picture its size in the room there is. */
  fit(): void {
    const { element } = this.#stage;
    const view = this.#film.getBoundingClientRect();
    const held = this.#held ?? { x: view.left + view.width / 2, y: view.top + view.height / 2 };
    const before = element.getBoundingClientRect();
    const share = before.width > 0 ? { x: (held.x - before.left) / before.width, y: (held.y - before.top) / before.height } : { x: 0.5, y: 0.5 };
    this.#stage.fit(this.#film.clientWidth, this.#film.clientHeight);
    const after = element.getBoundingClientRect();
    this.#film.scrollLeft += after.left + share.x * after.width - held.x;
    this.#film.scrollTop += after.top + share.y * after.height - held.y;
  }

  #turnWheel(event: WheelEvent): void {
    if (!event.ctrlKey || !this.#session.isPicture) return;
    event.preventDefault();
    this.#held = { x: event.clientX, y: event.clientY };
    zoom(this.#session, event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP);
    this.#held = null;
  }

  /** Right drag always, and any drag beside boxes while it is switched on. */
  #begin(event: PointerEvent, signal: AbortSignal): void {
    const session = this.#session;
    const isFree = event.target instanceof Element && !event.target.closest(".hold-box");
    const isMeant = event.button === RIGHT || (event.button === 0 && session.isWindowing && isFree);
    if (!isMeant || !session.isPicture) return;
    event.preventDefault();
    event.stopPropagation();
    const from = session.levels;
    const drag = new AbortController();
    this.#film.setPointerCapture(event.pointerId);
    this.#film.addEventListener("pointermove", (move) => {
      session.set({ window: dragged(from, move.clientX - event.clientX, move.clientY - event.clientY) });
    }, { signal: AbortSignal.any([signal, drag.signal]) });
    for (const end of ["pointerup", "pointercancel"] as const) {
      this.#film.addEventListener(end, () => { drag.abort(); }, { signal: drag.signal });
    }
  }
}
