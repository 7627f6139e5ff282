import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Cine } from "./cine";
import type { Film } from "./film";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { visibilityState: "visible" });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** As much of a film as plays: one viewport that shows at once what it is asked for. */
function filmOf(frameTimeMs: number | null): { readonly film: Film; readonly went: number[] } {
  const went: number[] = [];
  const viewport = { stack: { frameTimeMs }, shown: 1, view: { slice: 1 }, slices: { next: (slice: number) => (slice % 3) + 1 } };
  const film = {
    active: viewport,
    viewports: [viewport],
    changed: () => undefined,
    goTo: (_viewport: unknown, slice: number) => {
      went.push(slice);
      viewport.shown = viewport.view.slice = slice;
    },
  };
  return { film: film as unknown as Film, went };
}

it("plays a clip at the pace it was taken, round and round", () => {
  const { film, went } = filmOf(40);
  const cine = new Cine(film);
  cine.toggle();
  vi.advanceTimersByTime(4 * 40);
  expect(went).toEqual([2, 3, 1, 2]);
  cine.changeSpeed(0.5);
  vi.advanceTimersByTime(40); // the step that was due
  went.length = 0;
  vi.advanceTimersByTime(2 * 80);
  expect(went).toEqual([1, 2]);
  cine.toggle();
  vi.advanceTimersByTime(1000);
  expect(went).toEqual([1, 2]);
});

it("plays ten a second where no pace is stated", () => {
  const { film, went } = filmOf(null);
  new Cine(film).toggle();
  vi.advanceTimersByTime(1000);
  expect(went).toHaveLength(10);
});
