import { make, setText } from "../../../runtime/dom";
import { LoadError, frameRef } from "../loader";
import type { FrameRef } from "../loader";
import type { SeriesView } from "../series-view";
import { Slices } from "../slices";
import type { Stack } from "../stack";
import type { Shared } from "../viewport";
import { gather } from "./gather";
import type { Arrivals } from "./gather";
import { NotAVolume, latticeOf, refuseTooLarge } from "./volume";
import type { Volume } from "./volume";

/** What a volume is loaded with, and over what it is told how far that is. */
export interface Loading {
  readonly root: HTMLElement;
  readonly shared: Shared;
  readonly arrivals: Arrivals;
  /** What needs it, as a sentence begins: "Three planes need". */
  readonly needs: string;
}

/** How much of what the browser may hold a volume may take. */
const SHARE = 0.9;

/**
 * A volume, once all of it is here; until then how far it is. Null where there is none, or whoever
 * waited for it went away: they have been told why.
 *
 * `find` says which series it is of, or throws why there is none; `closed` ends it, `close` is what
 * the page's own controls do.
 */
export async function askForVolume(loading: Loading, find: () => Promise<SeriesView>, closed: AbortSignal, close: () => void): Promise<Volume | null> {
  const panel = new Panel(loading, closed, close);
  for (;;) {
    try {
      const volume = await load(loading, await find(), panel, closed);
      panel.hide();
      return closed.aborted ? null : volume;
    } catch (error) {
      if (closed.aborted) return null;
      const isSettled = error instanceof NotAVolume;
      if (!isSettled && !(error instanceof LoadError)) throw error;
      const words = isSettled ? error.message : `Some images of this stack did not arrive. ${loading.needs} them all.`;
      if (!(await panel.ask(words, !isSettled))) return null;
      loading.shared.loader.retry();
    }
  }
}

/** The volume of a series: all frames that are shown to this reader. */
async function load({ shared, arrivals }: Loading, view: SeriesView, panel: Panel, closed: AbortSignal): Promise<Volume> {
  const stack = await shared.stacks.stackOf(view.series);
  const frames = shownFrames(stack, view);
  const lattice = latticeOf(stack, frames);
  refuseTooLarge(stack, frames.length, shared.cache.capacityBytes * SHARE);
  const refs: readonly FrameRef[] = frames.map((frame) => frameRef(view.series.root, stack, frame));
  const values = await gather(refs, { ...shared, arrivals }, (count) => { panel.tell(count, refs.length); }, closed);
  return { lattice, stack, frames, values };
}

function shownFrames(stack: Stack, { series }: SeriesView): Stack["frames"] {
  const shown = new Slices(stack.frames.length, series.trim).all;
  return shown.flatMap((slice) => stack.frames[slice - 1] ?? []);
}

/** What stands over the film until there is a volume: how far it is, or why there is none. */
class Panel {
  readonly #words = make("p", { role: "status" });
  readonly #progress = make("progress", { max: 1, "aria-label": "Images loaded" });
  readonly #again = make("button", { type: "button", class: "again", hidden: true }, "Try again");
  readonly #cancel = make("button", { type: "button", class: "again" }, "Cancel");
  /** Who asked, to whom the keys go back. */
  readonly #before = document.activeElement;
  readonly #element = make("div", { class: "view-note mpr-note" }, this.#words, this.#progress, this.#again, this.#cancel);

  constructor(private readonly loading: Loading, closed: AbortSignal, close: () => void) {
    this.#cancel.addEventListener("click", close);
    closed.addEventListener("abort", () => { this.hide(); });
    loading.root.append(this.#element);
    this.#element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    this.#words.textContent = "Loading the stack";
    this.#cancel.focus({ preventScroll: true });
  }

  tell(count: number, of: number): void {
    this.#progress.value = count / of;
    setText(this.#words, `${this.loading.needs} the whole stack: ${count} of ${of} images are here.`);
  }

  /** Say why there is none; whether to try again. Closing answers nothing any more. */
  ask(words: string, canTry: boolean): Promise<boolean> {
    setText(this.#words, words);
    this.#progress.hidden = true;
    this.#again.hidden = !canTry;
    setText(this.#cancel, "Back to the stack");
    this.#cancel.focus({ preventScroll: true });
    if (!canTry) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#again.addEventListener("click", () => {
        this.#progress.hidden = false;
        this.#again.hidden = true;
        setText(this.#cancel, "Cancel");
        resolve(true);
      }, { once: true });
    });
  }

  hide(): void {
    const hadKeys = this.#element.contains(document.activeElement);
    this.#element.remove();
    if (hadKeys && this.#before instanceof HTMLElement) this.#before.focus({ preventScroll: true });
  }
}
