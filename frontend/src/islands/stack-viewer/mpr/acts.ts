import type { Guest } from "../guest";
import { measureByKey, nudge } from "../measure-drag";
import type { Placed } from "../measures";
import { MEASURE_KINDS } from "../measuring";
import { WHOLE } from "../placement";
import type { Room } from "./room";

type Act = (room: Room) => void;

/** What the film's commands come to here; the others wait until the film is back. */
const ACTS: Readonly<Record<string, Act>> = {
  Scroll: (room) => { room.choose("cross"); },
  Window: (room) => { room.choose("window"); },
  Zoom: (room) => { room.choose("zoom"); },
  Pan: (room) => { room.choose("pan"); },
  "Measure a length": (room) => { room.choose("length"); },
  "Measure an area": (room) => { room.choose("ellipse"); },
  "Measure an outline": (room) => { room.choose("roi"); },
  "Measure an angle": (room) => { room.choose("angle"); },
  "Measure both axes": (room) => { room.choose("bidirectional"); },
  "Lay down": layDown,
  Remove: (room) => {
    const chosen = chosenHere(room);
    if (chosen) room.measures.remove(chosen);
    room.redraw();
  },
  "Undo measuring": (room) => {
    room.measures.undo();
    room.redraw();
  },
  "Remove all measurements": (room) => {
    room.measures.clear();
    room.redraw();
  },
  Annotations: (room) => {
    room.film.annotated = !room.film.annotated;
    room.redraw();
  },
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
/** What the film calls differently for authors and readers. */
const LIKE: readonly (readonly [RegExp, string])[] = [[/^(Lay a|Mark what is)/, "Lay down"], [/^Remove the m/, "Remove"]];
const OF_THE_FILM: ReadonlySet<string> = new Set(["Keys", "Full screen", "Three planes", "PET over these images", "Less PET", "More PET"]);

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
    nudge: (dx, dy, what) => chosenHere(room) !== null && nudge(room, dx, dy, what),
  };
}

/** What was measured last, if it is on the slice that is shown: what is out of sight stays as it is. */
function chosenHere({ measures: { chosen }, active }: Room): Placed | null {
  return chosen?.series === active.view.series.id && chosen.slice === active.shown ? chosen : null;
}

function layDown(room: Room): void {
  const kind = MEASURE_KINDS.find((each) => each === room.tool);
  if (kind) measureByKey(room, room.active, kind);
}

function usePreset(room: Room, key: string): boolean {
  const preset = /^[1-9]$/.test(key) ? room.film.presets()[Number(key) - 1] : undefined;
  if (preset) room.setWindow({ center: preset.center, width: preset.width });
  return preset !== undefined;
}

function actByName(room: Room, label: string | null): boolean | "film" {
  if (label === null) return false;
  if (OF_THE_FILM.has(label)) return "film";
  const name = LIKE.find(([words]) => words.test(label))?.[1] ?? label;
  ACTS[name]?.(room);
  return name in ACTS;
}
