import { describe, expect, it } from "vitest";

import { mammogramHanging } from "./mammograms";
import { openingGaze, place } from "./placement";
import { parseProps } from "./props";
import { propsJson, seriesJson } from "./testing-data";
import { turnedSides } from "./turning";

const OPPOSITE: Readonly<Record<string, string>> = { A: "P", P: "A", R: "L", L: "R", F: "H", H: "F" };

/** A mammogram whose rows and columns run these ways. */
function known(side: string, view: string, row: string, column: string): Parameters<typeof mammogramHanging>[0][number] {
  const opposite = (way: string): string => OPPOSITE[way] ?? "";
  const orientation = { left: opposite(row), right: row, top: opposite(column), bottom: column };
  const [series] = parseProps(propsJson({ studies: [{ id: "mg", label: "MG", series: [seriesJson({ id: `${side}-${view}` })] }] })).studies[0]?.series ?? [];
  if (!series) throw new Error("no series");
  return { series, stack: { laterality: side, view, orientation } };
}

const FOUR = [known("L", "MLO", "A", "F"), known("R", "MLO", "P", "F"), known("L", "CC", "A", "R"), known("R", "CC", "P", "L")];

describe("mammograms", () => {
  it("hang CC over MLO, the right breast on the reader's left, untouched where they lie right", () => {
    const hung = mammogramHanging(FOUR);
    expect(hung?.map(({ id }) => id)).toEqual(["R-CC", "L-CC", "R-MLO", "L-MLO"]);
    expect(hung?.map(({ hug }) => hug)).toEqual(["right", "left", "right", "left"]);
    expect(hung?.every(({ turn }) => turn.quarters === 0 && !turn.flipped)).toBe(true);
  });

  it.each(["A", "P"].flatMap((row) => ["F", "H"].map((column) => [row, column] as const)))(
    "are turned until the chest wall meets the middle, from rows that run to %s and columns to %s",
    (row, column) => {
      const all = [known("R", "MLO", row, column), known("L", "MLO", row, column)];
      const [right, left] = mammogramHanging(all) ?? [];
      const sides = (index: number, turn = right?.turn): unknown => {
        const orientation = all[index]?.stack.orientation;
        return orientation && turn && turnedSides(orientation, turn);
      };
      expect(sides(0)).toEqual({ left: "A", right: "P", top: "H", bottom: "F" });
      expect(sides(1, left?.turn)).toEqual({ left: "P", right: "A", top: "H", bottom: "F" });
    },
  );

  it("are left as they were without a pair of one view", () => {
    expect(mammogramHanging(FOUR.slice(0, 1))).toBeNull();
    expect(mammogramHanging(FOUR.slice(0, 2))?.length).toBe(2);
  });

  it("open against the middle of the film, whole", () => {
    const [image, view] = [{ width: 100, height: 200 }, { width: 300, height: 200 }];
    const at = (hug: "left" | "right"): number => place(openingGaze(image, view, null, hug), image, view, 1).offsetX;
    expect([at("left"), at("right")]).toEqual([0, 200]);
  });
});
