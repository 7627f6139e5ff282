import { expect, test } from "vitest";

import { after, before, hashOf, placed } from "./position";

const slide = (number: number, steps: number): { number: number; title: string; detail: string; note: string; steps: number } =>
  ({ number, title: "", detail: "", note: "", steps });
const SLIDES = [slide(1, 1), slide(2, 3), slide(3, 2)];

test("next opens a slide step by step, then goes on, and stays at the end", () => {
  const way = [{ number: 1, step: 0 }];
  for (let n = 0; n < 7; n += 1) way.push(after(SLIDES, way[way.length - 1] ?? { number: 1, step: 0 }));
  expect(way.map(({ number, step }) => `${String(number)}.${String(step)}`)).toEqual(
    ["1.0", "2.0", "2.1", "2.2", "3.0", "3.1", "3.1", "3.1"]);
});

test("previous is the way back of next", () => {
  for (const at of [{ number: 1, step: 0 }, { number: 2, step: 1 }, { number: 2, step: 2 }, { number: 3, step: 0 }]) {
    expect(before(SLIDES, after(SLIDES, at))).toEqual(at);
  }
  expect(before(SLIDES, { number: 1, step: 0 })).toEqual({ number: 1, step: 0 });
});

test("a page that is loaded anew stands where it stood, and at the beginning where that is not there", () => {
  const at = { number: 2, step: 2 };
  expect(placed(hashOf(at), SLIDES)).toEqual(at);
  for (const other of ["", "#4.0", "#2.3", "#0.0", "#main"]) expect(placed(other, SLIDES)).toEqual({ number: 1, step: 0 });
});
