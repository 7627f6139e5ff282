import type { Guest } from "../guest";
import { WHOLE } from "../placement";
import type { Room } from "./room";

type Act = (room: Room) => void;

/** What the film's commands come to here; the others wait until the film is back. */
const ACTS: Readonly<Record<string, Act>> = {
  Scroll: (room) => { room.choose("cross"); },
  Window: (room) => { room.choose("window"); },
  Zoom: (room) => { room.choose("zoom"); },
  Pan: (room) => { room.choose("pan"); },
  "Opening window": (room) => { room.setWindow(null); },
  "Whole image": (room) => { room.active.setGaze(WHOLE); },
  Invert: (room) => { room.invert(); },
  "Smooth pixels": (room) => {
    room.film.smooth = !room.film.smooth;
    room.redraw();
  },
  Reset: (room) => { room.reset(); },
  Play: (room) => { room.nextMode(); },
  Slower: (room) => { room.thicken(-1); },
  Faster: (room) => { room.thicken(1); },
  Layout: (room) => { room.layOut(!room.single); },
  "Next slice": (room) => { room.scroll(room.active, 1); },
  "Previous slice": (room) => { room.scroll(room.active, -1); },
  "Ten slices on": (room) => { room.scroll(room.active, 10); },
  "Ten slices back": (room) => { room.scroll(room.active, -10); },
  "First slice": (room) => { room.scroll(room.active, -Infinity); },
  "Last slice": (room) => { room.scroll(room.active, Infinity); },
  "Next series": (room) => { room.step(1); },
  "Previous series": (room) => { room.step(-1); },
};
const OF_THE_FILM: ReadonlySet<string> = new Set(["Keys", "Full screen", "Three planes"]);

/** The room as what stands in the film's place: its keys do what the film's do, for three planes. */
export function guestOf(room: Room, close: () => void): Guest {
  return {
    viewports: room.viewports,
    get active() { return room.active; },
    act(label, key) {
      if (key === "escape") {
        close();
        return true;
      }
      return usePreset(room, key) || actByName(room, label);
    },
  };
}

function usePreset(room: Room, key: string): boolean {
  const preset = /^[1-9]$/.test(key) ? room.film.presets()[Number(key) - 1] : undefined;
  if (preset) room.setWindow({ center: preset.center, width: preset.width });
  return preset !== undefined;
}

function actByName(room: Room, label: string | null): boolean | "film" {
  if (label === null) return false;
  if (OF_THE_FILM.has(label)) return "film";
  ACTS[label]?.(room);
  return label in ACTS;
}
