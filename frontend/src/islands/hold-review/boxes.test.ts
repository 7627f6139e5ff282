import { expect, it } from "vitest";

import { asSent, drawn, inTheMiddle, isOnFrame, moved, resized, stretched } from "./boxes";
import type { Box } from "./boxes";

const SIZE = { columns: 100, rows: 50 };
const BOX: Box = { frame: null, x: 10, y: 20, width: 30, height: 10, kind: "identity", masked: true };

it("moves a box no further than the image", () => {
  expect(moved(BOX, 5, -5, SIZE)).toMatchObject({ x: 15, y: 15, width: 30, height: 10 });
  expect(moved(BOX, 500, 500, SIZE)).toMatchObject({ x: 70, y: 40 });
  expect(moved(BOX, -500, -500, SIZE)).toMatchObject({ x: 0, y: 0 });
});

it("resizes a box to a pixel at least and the image at most", () => {
  expect(resized(BOX, 1, -1, SIZE)).toMatchObject({ x: 10, y: 20, width: 31, height: 9 });
  expect(resized(BOX, -99, -99, SIZE)).toMatchObject({ width: 1, height: 1 });
  expect(resized(BOX, 999, 999, SIZE)).toMatchObject({ width: 90, height: 30 });
});

it("draws a corner and keeps the one opposite", () => {
  expect(stretched(BOX, "nw", { x: 5, y: 15 }, SIZE)).toMatchObject({ x: 5, y: 15, width: 35, height: 15 });
  expect(stretched(BOX, "se", { x: 50, y: 45 }, SIZE)).toMatchObject({ x: 10, y: 20, width: 40, height: 25 });
  expect(stretched(BOX, "ne", { x: 0, y: 25 }, SIZE)).toMatchObject({ x: 0, y: 25, width: 10, height: 5 });
});

it("covers every pixel that a drawn box touches, whichever way it was drawn", () => {
  expect(drawn({ x: 40.2, y: 30.9 }, { x: 10.7, y: 20.1 }, SIZE)).toMatchObject({
    x: 10, y: 20, width: 31, height: 11, kind: "drawn", masked: true, frame: null,
  });
});

it("takes a click for no box", () => {
  expect(drawn({ x: 10.2, y: 20.2 }, { x: 10.4, y: 20.4 }, SIZE)).toBeNull();
});

it("keeps a drawn box inside the image", () => {
  expect(drawn({ x: -20, y: -20 }, { x: 400, y: 400 }, SIZE)).toMatchObject({ x: 0, y: 0, width: 100, height: 50 });
});

it("begins in the middle for a keyboard", () => {
  const box = inTheMiddle(SIZE);
  expect(box.x + box.width / 2).toBeCloseTo(50, -1);
  expect(inTheMiddle({ columns: 1, rows: 1 })).toMatchObject({ x: 0, y: 0, width: 1, height: 1 });
});

it("sends the masked boxes only, as lists", () => {
  expect(asSent([BOX, { ...BOX, masked: false }, { ...BOX, frame: 3 }])).toEqual([
    [null, 10, 20, 30, 10],
    [3, 10, 20, 30, 10],
  ]);
});

it("shows a box of one frame on that frame", () => {
  expect([isOnFrame(BOX, 7), isOnFrame({ ...BOX, frame: 3 }, 3), isOnFrame({ ...BOX, frame: 3 }, 4)]).toEqual([
    true, true, false,
  ]);
});
