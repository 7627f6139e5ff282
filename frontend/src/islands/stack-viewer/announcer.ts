import { make, setText } from "../../runtime/dom";
import type { Film } from "./film";
import type { Viewport } from "./viewport";

const REST_MS = 700;

/** What a viewport is, in words. */
export function describe(viewport: Viewport): string {
  const { series } = viewport.view;
  const where = viewport.shown === null ? "loading" : viewport.slices.say(viewport.shown);
  return `${series.label}${series.simulated ? ", simulated image" : ""}, ${where}`;
}

/** Says which slice is shown once the reader rests, and never while they scroll. */
export class Announcer {
  readonly element = make("p", { class: "sr", role: "status", "aria-live": "polite" });
  readonly #timers = new Map<Viewport, ReturnType<typeof setTimeout>>();

  constructor(private readonly film: () => Pick<Film, "active"> | undefined) {}

  changed(viewport: Viewport): void {
    clearTimeout(this.#timers.get(viewport));
    this.#timers.set(viewport, setTimeout(() => { this.#rest(viewport); }, REST_MS));
    // A name must be there from the start; after that it changes at rest.
    if (!viewport.parts.element.hasAttribute("aria-label")) this.#name(viewport);
  }

  #name(viewport: Viewport): void {
    viewport.parts.element.setAttribute("aria-label", describe(viewport));
  }

  #rest(viewport: Viewport): void {
    this.#name(viewport);
    if (viewport === this.film()?.active) setText(this.element, describe(viewport));
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
