import { showLoaded } from "./readout";
import type { ViewportParts } from "./readout";

/** Each drawing makes the browser lay the page's layers together: not for every frame that comes. */
const EVERY_MS = 250;

/** Which part of a stack has come, on the track at its side. */
export class LoadedTrack {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly parts: ViewportParts, private readonly loaded: () => readonly boolean[]) {}

  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      showLoaded(this.parts, this.loaded());
    }, EVERY_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
