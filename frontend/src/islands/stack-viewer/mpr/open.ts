import "../../../styles/viewer-planes.css";
import { make, setText } from "../../../runtime/dom";
import type { Film } from "../film";
import type { Keymap } from "../keymap";
import { LoadError, frameRef } from "../loader";
import type { FrameRef } from "../loader";
import type { SeriesView } from "../series-view";
import { Slices } from "../slices";
import type { Stack } from "../stack";
import type { Shared } from "../viewport";
import { guestOf } from "./acts";
import { makeBar } from "./bar";
import { gather } from "./gather";
import type { Arrivals } from "./gather";
import { listenToHands } from "./hands";
import { Room } from "./room";
import { NotAVolume, latticeOf, refuseTooLarge } from "./volume";
import type { Volume } from "./volume";

/** What the planes need of the film they stand in for. */
export interface House {
  readonly root: HTMLElement;
  readonly film: Film;
  readonly keymap: Keymap;
  readonly shared: Shared;
  readonly arrivals: Arrivals;
}

/** How much of what the browser may hold a volume may take. */
const SHARE = 0.9;

/**
 * Show the active stack in three planes, once all of it is here; until then how far it is.
 *
 * `closed` ends it: before it begins, or while it is shown; `close` is what the page's own
 * controls do.
 */
export async function openPlanes(house: House, closed: AbortSignal, close: () => void): Promise<void> {
  const panel = new Panel(house, closed, close);
  const { view } = house.film.active;
  for (;;) {
    try {
      const volume = await loadVolume(house, view, panel, closed);
      panel.hide();
      if (!closed.aborted) enter(house, view, volume, closed, close);
      return;
    } catch (error) {
      if (closed.aborted) return;
      const isSettled = error instanceof NotAVolume;
      if (!isSettled && !(error instanceof LoadError)) throw error;
      const words = isSettled ? error.message : "Some images of this stack did not arrive, and three planes need them all.";
      if (!(await panel.ask(words, !isSettled))) return;
      house.shared.loader.retry();
    }
  }
}

/** The volume of a series: all frames that are shown to this reader. */
export async function loadVolume(house: House, view: SeriesView, panel: Panel, closed: AbortSignal): Promise<Volume> {
  const { cache, stacks } = house.shared;
  const stack = await stacks.stackOf(view.series);
  const frames = shownFrames(stack, view);
  const lattice = latticeOf(stack, frames);
  refuseTooLarge(stack, frames.length, cache.capacityBytes * SHARE);
  const refs: readonly FrameRef[] = frames.map((frame) => frameRef(view.series.root, stack, frame));
  const values = await gather(refs, { ...house.shared, arrivals: house.arrivals }, (count) => { panel.tell(count, refs.length); }, closed);
  return { lattice, stack, frames, values };
}

function shownFrames(stack: Stack, { series }: SeriesView): Stack["frames"] {
  const shown = new Slices(stack.frames.length, series.trim).all;
  return shown.flatMap((slice) => stack.frames[slice - 1] ?? []);
}

function enter(house: House, view: SeriesView, volume: Volume, closed: AbortSignal, close: () => void): void {
  const { root, film, keymap, shared } = house;
  const slices = new Slices(volume.stack.frames.length, view.series.trim);
  const room = new Room(film, view, volume, slices.placeOf(view.slice) - 1, shared.renderer);
  const element = make("div", { class: "mpr" }, makeBar(room, keymap, close), room.hang, room.announcer.element);
  film.guest = guestOf(room, close);
  root.dataset["guest"] = "planes";
  film.hang.after(element);
  listenToHands(room, closed);
  room.active.parts.element.focus({ preventScroll: true });
  closed.addEventListener("abort", () => {
    const frame = Math.round(room.maker.frameAt(room.cross));
    room.dispose();
    element.remove();
    film.guest = null;
    delete root.dataset["guest"];
    const shows = film.viewports.find((viewport) => viewport.view === view);
    if (shows) film.goTo(shows, slices.at(frame + 1));
    film.update({});
    if (shows === film.active) shows.parts.element.focus({ preventScroll: true });
  });
}

/** What stands over the film until there are planes: how far it is, or why there are none. */
export class Panel {
  readonly #words = make("p", { role: "status" });
  readonly #progress = make("progress", { max: 1, "aria-label": "Images loaded" });
  readonly #again = make("button", { type: "button", class: "again", hidden: true }, "Try again");
  readonly #cancel = make("button", { type: "button", class: "again" }, "Cancel");
  readonly #element = make("div", { class: "view-note mpr-note" }, this.#words, this.#progress, this.#again, this.#cancel);

  constructor({ root }: House, closed: AbortSignal, close: () => void) {
    this.#cancel.addEventListener("click", close);
    closed.addEventListener("abort", () => { this.hide(); });
    root.append(this.#element);
    this.#element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    this.#words.textContent = "Loading the stack for three planes";
    this.#cancel.focus({ preventScroll: true });
  }

  tell(count: number, of: number): void {
    this.#progress.value = count / of;
    setText(this.#words, `Three planes need the whole stack: ${count} of ${of} images are here.`);
  }

  /** Say why there are none; whether to try again. Closing answers nothing any more. */
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
    this.#element.remove();
  }
}
