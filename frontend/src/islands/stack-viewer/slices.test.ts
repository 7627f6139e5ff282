import { expect, it } from "vitest";

import { Slices } from "./slices";

it("shows all slices of a stack that nobody trimmed", () => {
  const slices = new Slices(15);
  expect([slices.count, slices.first, slices.last, slices.read(8)]).toEqual([15, 1, 15, "8 / 15"]);
  expect([slices.nearest(-Infinity), slices.nearest(99), slices.step(14, 10)]).toEqual([1, 15, 15]);
});

it("keeps to what the author shows, by the numbers of the whole stack", () => {
  const slices = new Slices(15, { first: 4, last: 13, every: 3 });
  expect(slices.all).toEqual([4, 7, 10, 13]);
  expect([slices.step(4, 1), slices.step(13, 1), slices.step(7, -Infinity), slices.next(13)]).toEqual([7, 13, 4, 4]);
  expect([slices.nearest(8), slices.nearest(9), slices.has(7), slices.has(8)]).toEqual([7, 10, true, false]);
  expect(slices.read(7)).toBe("7 / 4–13");
});

it("stays within a stack that is shorter than its trim", () => {
  expect(new Slices(5, { first: 4, last: 13, every: 2 }).all).toEqual([4]);
  expect(new Slices(3, { first: 9, last: 12, every: 1 }).all).toEqual([3]);
});
