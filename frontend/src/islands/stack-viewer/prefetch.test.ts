import { expect, it } from "vitest";

import { fetchOrder, mergeWishes } from "./prefetch";

it("goes outwards from where the reader is", () => {
  expect(fetchOrder(3, 6, 0)).toEqual([3, 4, 2, 5, 1, 6]);
});

it("runs ahead of a reader who goes down the numbers", () => {
  expect(fetchOrder(4, 6, -1)).toEqual([4, 3, 2, 5, 1, 6]);
});

it("names every slice once, whatever the place and direction", () => {
  for (const direction of [1, -1, 0] as const) {
    for (let at = 1; at <= 9; at += 1) {
      const order = [...fetchOrder(at, 9, direction)];
      expect(order[0]).toBe(at);
      expect(order.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  }
});

it("stops at the limit the cache sets", () => {
  expect(fetchOrder(50, 100, 1, 4)).toEqual([50, 51, 52, 49]);
});

it("puts what every viewport shows first, then favours the active one", () => {
  const merged = mergeWishes([
    { keys: ["a1", "a2", "a3"], active: false },
    { keys: ["b1", "b2", "b3"], active: true },
  ]);
  expect(merged.map(({ key }) => key)).toEqual(["a1", "b1", "b2", "a2", "b3", "a3"]);
});

it("asks once for what two viewports want", () => {
  const merged = mergeWishes([
    { keys: ["x", "shared"], active: false },
    { keys: ["shared"], active: true },
  ]);
  expect(merged).toEqual([
    { key: "x", rank: 0 },
    { key: "shared", rank: 0 },
  ]);
});
