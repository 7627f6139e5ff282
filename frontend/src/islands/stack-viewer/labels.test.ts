import { expect, it } from "vitest";

import { LINE_PX, setApart, widthOf } from "./labels";
import type { Label } from "./labels";

function label(x: number, y: number, change: Partial<Label> = {}): Label {
  return { x, y, anchor: "start", words: "Nodule", ...change };
}

it("leaves labels that don't meet where they are", () => {
  const apart = [label(10, 100), label(10, 100 + LINE_PX), label(10 + widthOf("Nodule"), 100)];

  expect(setApart(apart)).toEqual(apart);
});

it("puts the lower of two below the upper, and keeps their order", () => {
  const [second, first] = setApart([label(12, 104), label(10, 100)]);

  expect([first?.y, second?.y]).toEqual([100, 100 + LINE_PX]);
});

it("finds each of a heap a line of its own", () => {
  const ys = setApart([100, 101, 113, 114, 128].map((y) => label(10, y))).map(({ y }) => y);

  expect(new Set(ys).size).toBe(5);
  for (const [at, y] of ys.entries()) for (const other of ys.slice(at + 1)) expect(Math.abs(y - other)).toBeGreaterThanOrEqual(LINE_PX);
});

it("knows to which side words lie", () => {
  expect(setApart([label(100, 50, { anchor: "end" }), label(100, 50)])[1]?.y).toBe(50);
  expect(setApart([label(100, 50, { anchor: "middle" }), label(100, 50)])[1]?.y).toBe(50 + LINE_PX);
});

it("gives no room to a mark without words", () => {
  expect(setApart([label(10, 50, { words: "" }), label(10, 50)])[1]?.y).toBe(50);
});
