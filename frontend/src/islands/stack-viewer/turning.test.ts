import { describe, expect, it } from "vitest";

import type { Spot } from "./geometry";
import { UPRIGHT, affineOf, backward, forward, mirrored, turnedBy, turnedSides } from "./turning";
import type { Turn } from "./turning";

const [COLUMNS, ROWS] = [4, 2];
const SIDES = { left: "L", right: "R", top: "T", bottom: "B" };
const ALL: Turn[] = ([0, 1, 2, 3] as const).flatMap((quarters) => [
  { quarters, flipped: false },
  { quarters, flipped: true },
]);
const MIDDLES: Readonly<Record<keyof typeof SIDES, Spot>> = {
  left: [0, ROWS / 2], right: [COLUMNS, ROWS / 2], top: [COLUMNS / 2, 0], bottom: [COLUMNS / 2, ROWS],
};

/** Which side of the screen a point at the middle of a side has come to. */
function sideOf([u, v]: Spot, width: number, height: number): string {
  if (u === 0) return "left";
  if (u === width) return "right";
  return v === 0 ? "top" : v === height ? "bottom" : "none";
}

describe.each(ALL)("turned by $quarters, mirrored $flipped", (turn) => {
  const affine = affineOf(turn, COLUMNS, ROWS);
  const isOnSide = turn.quarters % 2 === 1;
  const [width, height] = isOnSide ? [ROWS, COLUMNS] : [COLUMNS, ROWS];

  it("writes each letter at the side its edge has come to", () => {
    const shown = turnedSides(SIDES, turn);
    for (const side of ["left", "right", "top", "bottom"] as const) {
      const place = sideOf(forward(affine, MIDDLES[side]), width, height);
      expect(shown[place as keyof typeof SIDES], side).toBe(SIDES[side]);
    }
  });

  it("comes back to where it was", () => {
    const [x, y] = backward(affine, forward(affine, [1.25, 0.5]));
    expect([x, y]).toEqual([1.25, 0.5]);
  });

  it("is mirrored left for right as it is seen", () => {
    const before = turnedSides(SIDES, turn);
    const after = turnedSides(SIDES, mirrored(turn));
    expect(after).toEqual({ ...before, left: before.right, right: before.left });
  });
});

it("turns clockwise, and all the way round", () => {
  expect(turnedSides(SIDES, turnedBy(UPRIGHT, 1))).toEqual({ top: "L", right: "T", bottom: "R", left: "B" });
  const round = ([1, 1, 1, 1] as const).reduce<Turn>(turnedBy, UPRIGHT);
  expect(round).toEqual(UPRIGHT);
  expect(turnedBy(UPRIGHT, -1).quarters).toBe(3);
});
