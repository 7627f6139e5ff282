import type { Command } from "./command";
import type { Film } from "./film";
import type { Overlay } from "./guest";
import type { Shared } from "./viewport";

/** A PET that lies over other images. */
export interface Fused extends Overlay {
  /** Let more of it be seen, or less, by a share of the whole. */
  readonly mix: (by: number) => void;
  readonly leave: () => void;
}

const STEP = 0.1;

/** Lays a PET over the images that it was taken with; its code comes only when someone asks. */
export class FusionDoor {
  readonly arrivals = new Set<(key: string) => void>();
  #open: AbortController | null = null;
  #fused: Fused | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly film: Film,
    private readonly shared: Shared,
    signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => { this.#close(); });
  }

  get isOpen(): boolean { return this.#fused !== null; }

  toggle(): void {
    if (this.#open) this.#close();
    else void this.#enter();
  }

  mix(by: number): void {
    this.#fused?.mix(by);
  }

  #close(): void {
    const [open, fused] = [this.#open, this.#fused];
    [this.#open, this.#fused, this.film.over] = [null, null, null];
    open?.abort();
    fused?.leave();
    if (fused) this.film.changed();
  }

  async #enter(): Promise<void> {
    const open = new AbortController();
    const isOver = (): boolean => open.signal.aborted;
    this.#open = open;
    const { root, film, shared, arrivals } = this;
    const { openFusion } = await import("./fusion/open");
    if (isOver()) return;
    const fused = await openFusion({ root, film, shared, arrivals }, open.signal, () => { this.#close(); });
    if (isOver()) return;
    this.#fused = this.film.over = fused;
    for (const viewport of (film.guest ?? film).viewports) viewport.schedule();
    film.changed();
  }
}

/** Only where there is a PET, and something to lay it over. */
export function fusionCommands({ film, fusion }: { readonly film: Film; readonly fusion: FusionDoor }): Command[] {
  const modalities = new Set(film.studies.flatMap(({ series }) => series.map(({ modality }) => modality)));
  if (!modalities.has("PT") || modalities.size < 2) return [];
  const menu = { place: "menu", group: "film" } as const;
  return [
    { ...menu, label: "PET over these images", keys: ["*"], pressed: () => fusion.isOpen, run: () => { fusion.toggle(); } },
    { ...menu, label: "Less PET", keys: ["<"], run: () => { fusion.mix(-STEP); } },
    { ...menu, label: "More PET", keys: [">"], run: () => { fusion.mix(STEP); } },
  ];
}
