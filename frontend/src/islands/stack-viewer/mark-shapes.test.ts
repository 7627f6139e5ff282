import { expect, it } from "vitest";

import { boxAround, gripAt, pulled } from "./mark-shapes";
import type { Annotation } from "./props";
import { inDocument, shownAs } from "./shown-as";

const grid = { rows: 100, columns: 100 };
const arrow: Annotation = { id: "a", frame: 1, kind: "arrow", points: [[20, 20], [60, 20]], label: "" };
const square: Annotation = { id: "r", frame: 1, kind: "region", points: [[10, 10], [30, 10], [30, 30], [10, 30]], label: "" };
const words: Annotation = { id: "l", frame: 1, kind: "label", points: [[50, 50]], label: "Dens" };

it("takes a mark up by its line, its words or, once it is chosen, its handles", () => {
  expect(gripAt(arrow, [40, 26], false)).toEqual({ kind: "whole" });
  expect(gripAt(arrow, [40, 34], false)).toBeNull();
  expect(gripAt(arrow, [40, 34], false, 2)).toEqual({ kind: "whole" });
  expect(gripAt(arrow, [22, 21], true)).toEqual({ kind: "point", index: 0 });
  expect(gripAt(square, [30, 30], true)).toEqual({ kind: "corner", index: 2 });
  expect(gripAt(square, [20, 20], false, 0.5)).toBeNull();
  expect(gripAt(words, [62, 52], false)).toEqual({ kind: "whole" });
});

it("moves all of a mark and never beyond the image", () => {
  expect(pulled(arrow, { kind: "whole" }, [5, -5], grid)).toEqual([[25, 15], [65, 15]]);
  expect(pulled(arrow, { kind: "whole" }, [70, -50], grid)).toEqual([[60, 0], [100, 0]]);
});

it("moves one end, and stretches an outline from the opposite corner", () => {
  expect(pulled(arrow, { kind: "point", index: 0 }, [-30, 5], grid)).toEqual([[0, 25], [60, 20]]);
  expect(pulled(square, { kind: "corner", index: 2 }, [20, 10], grid)).toEqual([[10, 10], [50, 10], [50, 40], [10, 40]]);
  expect(boxAround(pulled(square, { kind: "corner", index: 0 }, [90, 90], grid))[0]).toEqual([28, 28]);
});

it("gives the document back what it was shown", () => {
  for (const mark of [arrow, square, words]) expect(shownAs(inDocument(mark), mark.id)).toEqual(mark);
});
