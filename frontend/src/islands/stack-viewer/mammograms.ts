import type { Film } from "./film";
import { keptCount } from "./layouts";
import type { Side } from "./placement";
import type { Series } from "./props";
import type { Orientation, Stack } from "./stack";
import type { StackStore } from "./stack-store";
import { UPRIGHT } from "./turning";
import type { Turn } from "./turning";

interface Known {
  readonly series: Series;
  readonly stack: Pick<Stack, "laterality" | "orientation" | "view">;
}

/** How one breast hangs. */
export interface Hung {
  readonly id: string;
  readonly turn: Turn;
  readonly hug: Side;
}

/** The views that are hung, from the top row down; in each the right breast is on the reader's left. */
const ROWS = ["CC", "MLO"];

/**
 * R CC | L CC over R MLO | L MLO, with the chest walls meeting in the middle; null where there is
 * no pair to be hung.
 *
 * As the IHE Mammography Image profile has displays do it (RAD TF, Display of Mammography Images):
 * by Image Laterality, View and Patient Orientation, the right breast's chest wall at the right.
 */
export function mammogramHanging(all: readonly Known[]): readonly Hung[] | null {
  const hung = ROWS.flatMap((view) => {
    const pair = (["R", "L"] as const).flatMap((side) => {
      const found = all.find(({ stack }) => stack.laterality === side && stack.view === view);
      return found ? [hangingOf(found, side)] : [];
    });
    return pair.length === 2 ? pair : [];
  });
  return hung.length > 0 ? hung : null;
}

function hangingOf({ series, stack }: Known, side: "R" | "L"): Hung {
  const wall = side === "R" ? "right" : "left";
  const top = stack.view === "CC" ? side : "H"; // the outer side of the breast, or the arm's
  return { id: series.id, turn: stack.orientation ? turnTo(stack.orientation, wall, top) : UPRIGHT, hug: wall };
}

/** The turn that brings the back of the patient to one side, and a letter to the top. */
function turnTo(orientation: Orientation, wall: Side, top: string): Turn {
  const other = wall === "left" ? "right" : "left";
  const isMirrored = orientation[other].startsWith("P");
  const isUpsideDown = orientation.bottom.includes(top);
  // Upside down alone is a mirror and half a turn; both together are half a turn.
  return { quarters: isUpsideDown ? 2 : 0, flipped: isMirrored !== isUpsideDown };
}

/** Hang the mammograms of every study that is opened, unless the reader chose another layout for them. */
export function hangMammograms(film: Film, stacks: Pick<StackStore, "stackOf">): void {
  let last: Film["study"] | null = null;
  const look = async (): Promise<void> => {
    const { study } = film;
    if (study === last || film.pointing !== null) return;
    last = study;
    const series = study.series.filter(({ modality }) => modality === "MG");
    if (series.length < 2) return;
    const known = await Promise.all(series.map(async (each) => ({ series: each, stack: await stacks.stackOf(each) })));
    const hanging = film.study === study ? mammogramHanging(known) : null;
    if (hanging) hang(film, hanging);
  };
  const tryIt = (): void => { look().catch(() => undefined); }; // each viewport says what did not arrive
  film.onChange(tryIt);
  tryIt();
}

function hang(film: Film, hanging: readonly Hung[]): void {
  for (const { id, turn, hug } of hanging) {
    const series = film.study.series.find((each) => each.id === id);
    if (!series) continue;
    const view = film.viewOf(series);
    [view.upright, view.hug] = [turn, hug];
    const shown = film.viewports.find((viewport) => viewport.view === view);
    if (shown) shown.setTurn(turn);
    else view.turn = turn;
  }
  const kept = keptCount(film.study).read();
  if (kept === null || kept >= hanging.length) film.hangTogether(hanging.map(({ id }) => id));
}
