import type { Film } from "./film";
import type { Viewport } from "./viewport";

const DEFAULT_MS = 100;
const FASTEST_MS = 1000 / 60;
const SLOWEST_MS = 2000;

/** Plays the active stack, at the speed it was taken where that is known. */
export class Cine {
  #viewport: Viewport | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #speed = 1;

  constructor(private readonly film: Film) {}

  get playing(): boolean {
    return this.#viewport !== null;
  }

  toggle(): void {
    if (this.playing) this.stop();
    else {
      this.#viewport = this.film.active;
      this.#wait();
    }
    this.film.changed();
  }

  /** Faster above 1, slower below. */
  changeSpeed(factor: number): void {
    this.#speed = Math.min(Math.max(this.#speed * factor, 1 / 16), 16);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#viewport = null;
  }

  #wait(): void {
    const own = this.#viewport?.stack?.frameTimeMs ?? DEFAULT_MS;
    const delay = Math.min(Math.max(own / this.#speed, FASTEST_MS), SLOWEST_MS);
    this.#timer = setTimeout(() => { this.#tick(); }, delay);
  }

  /** One step, unless the slice before it is still on its way: a loop never skips a frame. */
  #tick(): void {
    const viewport = this.#viewport;
    if (!viewport) return;
    if (!this.film.viewports.includes(viewport) || viewport !== this.film.active) {
      this.stop();
      this.film.changed();
      return;
    }
    const caughtUp = viewport.shown === viewport.view.slice;
    if (caughtUp && document.visibilityState === "visible") {
      this.film.goTo(viewport, viewport.slices.next(viewport.view.slice));
    }
    this.#wait();
  }
}
