import { asCount, asObject, asString } from "../../runtime/parse";
import type { Looks } from "./looks";
import { parseSpots } from "./spots";
import type { Spot } from "./spots";

const VIEW = "readingroom:view";
const ASK_VIEW = "readingroom:ask-view";
const SPOTS = "readingroom:spots";
const PUT_SPOTS = "readingroom:put-spots";
const GO = "readingroom:go";
const STATE = "data-island-state";

/** The film beside the question, as far as one series of it goes. */
export class FilmSide {
  readonly #root = document.querySelector<HTMLElement>('[data-island="stack-viewer"]');

  constructor(private readonly series: string, looks: Looks, heard: (spots: readonly Spot[]) => void, signal: AbortSignal) {
    document.addEventListener(SPOTS, (event) => {
      const told = event instanceof CustomEvent ? parseSpots(event.detail) : null;
      if (told?.series === series) heard(told.spots);
    }, { signal });
    let shown: number | null = null;
    document.addEventListener(VIEW, (event) => {
      shown = event instanceof CustomEvent ? this.#sliceOf(event.detail) : null;
      looks.show(shown);
    }, { signal });
    document.addEventListener("visibilitychange", () => { looks.show(document.hidden ? null : shown); }, { signal });
  }

  /** Do something once the film is there; it loads on its own. */
  whenReady(run: () => void, signal: AbortSignal): void {
    const root = this.#root;
    if (!root) return;
    if (root.getAttribute(STATE) === "ready") {
      run();
      return;
    }
    const watcher = new MutationObserver(() => {
      if (root.getAttribute(STATE) !== "ready") return;
      watcher.disconnect();
      run();
    });
    watcher.observe(root, { attributes: true, attributeFilter: [STATE] });
    signal.addEventListener("abort", () => { watcher.disconnect(); });
  }

  put(spots: readonly Spot[]): void { this.#ask(PUT_SPOTS, { series: this.series, spots }); }
  go(frame: number): void { this.#ask(GO, { series: this.series, frame }); }
  askView(): void { this.#ask(ASK_VIEW, {}); }

  #ask(name: string, detail: unknown): void {
    this.#root?.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #sliceOf(detail: unknown): number | null {
    const view = asObject(detail, VIEW);
    return asString(view["series"], "series") === this.series ? asCount(view["frame"], "frame") : null;
  }
}
