import type { Film } from "./film";
import type { Keymap } from "./keymap";
import type { Shared } from "./viewport";

/** Opens and closes the three planes of a volume, whose code comes only when someone asks. */
export class PlanesDoor {
  readonly arrivals = new Set<(key: string) => void>();
  #open: AbortController | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly film: Film,
    private readonly shared: Shared,
    private readonly keymap: () => Keymap,
    signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => { this.close(); });
    // Another series, a link of the text, another layout: whoever asks for the film gets it.
    film.onChange(() => { this.close(); });
  }

  get isOpen(): boolean { return this.#open !== null; }

  toggle(): void {
    if (this.#open) this.close();
    else void this.#enter();
  }

  close(): void {
    const open = this.#open;
    this.#open = null;
    open?.abort();
  }

  async #enter(): Promise<void> {
    const open = new AbortController();
    this.#open = open;
    const { root, film, shared, arrivals } = this;
    const { openPlanes } = await import("./mpr/open");
    if (open.signal.aborted) return;
    await openPlanes({ root, film, shared, arrivals, keymap: this.keymap() }, open.signal, () => { this.close(); });
  }
}
