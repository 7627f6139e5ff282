import { expect, it } from "vitest";

import { Measures } from "./measures";
import type { Placed, Store } from "./measures";

const LENGTH: Placed = { kind: "length", points: [[1, 2], [3, 4]], series: "a", slice: 5 };

function memory(): Store & { text: string } {
  return {
    text: "",
    getItem() { return this.text || null; },
    setItem(_key, value) { this.text = value; },
  };
}

it("keeps what was drawn through a reload, on its slice", () => {
  const store = memory();
  new Measures("k", store).add(LENGTH);
  const again = new Measures("k", store);
  expect(again.on("a", 5)).toEqual([LENGTH]);
  expect(again.on("a", 6)).toEqual([]);
});

it("takes back one change at a time, a drag being one", () => {
  const measures = new Measures("k", memory());
  const first = measures.add(LENGTH);
  measures.begin();
  measures.replace(measures.replace(first, { ...first, points: [[1, 2], [9, 9]] }), { ...first, points: [[1, 2], [8, 8]] });
  measures.clear();
  measures.undo();
  expect(measures.on("a", 5)[0]?.points[1]).toEqual([8, 8]);
  measures.undo();
  expect(measures.on("a", 5)).toEqual([LENGTH]);
  measures.undo();
  expect(measures.count).toBe(0);
});

it("draws on where the browser keeps nothing, or kept something else", () => {
  const broken: Store = { getItem: () => "{", setItem: () => { throw new Error("full"); } };
  const measures = new Measures("k", broken);
  measures.add(LENGTH);
  expect(measures.count).toBe(1);
  expect(new Measures("k", null).count).toBe(0);
});
