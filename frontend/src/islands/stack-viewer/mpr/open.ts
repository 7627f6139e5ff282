import "../../../styles/viewer-planes.css";
import { make } from "../../../runtime/dom";
import type { Film } from "../film";
import type { Keymap } from "../keymap";
import type { SeriesView } from "../series-view";
import { Slices } from "../slices";
import type { Shared } from "../viewport";
import { guestOf } from "./acts";
import { makeBar } from "./bar";
import type { Arrivals } from "./gather";
import { listenToHands } from "./hands";
import { askForVolume } from "./load";
import { Room } from "./room";
import type { Volume } from "./volume";

/** What the planes need of the film they stand in for. */
export interface House {
  readonly root: HTMLElement;
  readonly film: Film;
  readonly keymap: Keymap;
  readonly shared: Shared;
  readonly arrivals: Arrivals;
}

/**
 * Show the active stack in three planes, once all of it is here; until then how far it is.
 *
 * `closed` ends it: before it begins, or while it is shown; `close` is what the page's own
 * controls do.
 */
export async function openPlanes(house: House, closed: AbortSignal, close: () => void): Promise<void> {
  const { view } = house.film.active;
  const loading = { ...house, needs: "Three planes need" };
  const volume = await askForVolume(loading, () => Promise.resolve(view), closed, close);
  if (volume) enter(house, view, volume, closed, close);
}

function enter(house: House, view: SeriesView, volume: Volume, closed: AbortSignal, close: () => void): void {
  const { root, film, keymap, shared } = house;
  const slices = new Slices(volume.stack.frames.length, view.series.trim);
  const room = new Room(film, view, volume, slices.placeOf(view.slice) - 1, shared.renderer);
  const element = make("div", { class: "mpr" }, makeBar(room, keymap, close), room.hang, room.announcer.element);
  film.measures.choose(null); // it is on a slice that is out of sight now
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
    film.measures.choose(null);
    delete root.dataset["guest"];
    const shows = film.viewports.find((viewport) => viewport.view === view);
    if (shows) film.goTo(shows, slices.at(frame + 1));
    film.update({});
    if (shows === film.active) shows.parts.element.focus({ preventScroll: true });
  });
}
