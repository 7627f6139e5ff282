import { describe, expect, it } from "vitest";

import { pointsOf } from "./measure-drag";
import { angleOf, areaOf, lengthOf, measureLines, rulerOf, statistics } from "./measuring";
import type { Measure } from "./measuring";
import { toneMap } from "./renderer";
import type { Look, Picture } from "./renderer";
import { parseStacks } from "./stack";
import type { Stack } from "./stack";
import { stacksJson } from "./testing-data";

const LOOK: Look = { window: null, inverted: false, smooth: false };
const LENGTH: Measure = { kind: "length", points: [[0, 0], [3, 4]] };
const WHOLE: Measure = { kind: "ellipse", points: [[0, 0], [4, 4]] };

function stackWith(change: Record<string, unknown>): Stack {
  const [stack] = parseStacks(stacksJson(change));
  if (!stack) throw new Error("a stack was expected");
  return stack;
}

function pictureOf(stack: Stack, values: number[]): Picture {
  const [frame] = stack.frames;
  if (!frame) throw new Error("a frame was expected");
  return { key: "k", stack, frame, values: Int16Array.from(values) };
}

describe("a length", () => {
  it("is in millimetres of the patient, rows and columns each in their own spacing", () => {
    const stack = stackWith({ pixel_spacing_mm: [0.5, 2] });
    expect(lengthOf(LENGTH.points[0], LENGTH.points[1], rulerOf(stack))).toBeCloseTo(Math.hypot(6, 2), 9);
    expect(measureLines(LENGTH, stack, null, LOOK)).toEqual(["6.3 mm"]);
  });

  it("says so where the spacing is the detector's", () => {
    expect(measureLines(LENGTH, stackWith({ spacing_kind: "imager" }), null, LOOK)).toEqual(["5.0 mm", "at the detector"]);
  });

  it("is in pixels, as tall as they are, where nothing is calibrated", () => {
    const stack = stackWith({ spacing_kind: "aspect", pixel_spacing_mm: null, pixel_aspect: 2 });
    expect(measureLines({ ...LENGTH, points: [[0, 0], [0, 4]] }, stack, null, LOOK)).toEqual(["8.0 px", "not calibrated"]);
  });
});

describe("an area", () => {
  const stack = stackWith({ pixel_spacing_mm: [0.5, 0.5], unit: "HU" });

  it("is that of the ellipse", () => {
    expect(areaOf(WHOLE, rulerOf(stack))).toBeCloseTo(Math.PI, 9);
    expect(areaOf({ ...WHOLE, points: [[4, 4], [0, 0]] }, rulerOf(stack))).toBeCloseTo(Math.PI, 9);
  });

  it("tells of the values whose centre lies inside, in their unit", () => {
    // The corners of a 4 × 4 image lie outside the circle that fills it.
    const values = [999, 10, 10, 999, 20, 20, 20, 20, 30, 30, 30, 30, 999, 40, 40, 999];
    const picture = pictureOf(stack, values);
    const found = statistics(WHOLE, picture, toneMap(stack, picture.frame, LOOK));
    expect(found).toMatchObject({ count: 12, mean: 25, min: 10, max: 40 });
    expect(found?.sd).toBeCloseTo(Math.sqrt((2 * 225 + 4 * 25 + 4 * 25 + 2 * 225) / 12), 9);
    expect(measureLines(WHOLE, stack, picture, LOOK)).toEqual(["3.1 mm²", "mean 25.0 HU ± 9.6", "10.0 to 40.0, 12 px"]);
  });

  it("leaves out padding, and says where nothing is left", () => {
    const padded = stackWith({ padding: [-2000, -2000] });
    const picture = pictureOf(padded, new Array<number>(16).fill(-2000));
    expect(measureLines(WHOLE, padded, picture, LOOK)[1]).toBe("no values inside");
  });

  it("tells no values of a coloured picture", () => {
    const coloured = stackWith({ samples: 3, photometric: "RGB", dtype: "uint8" });
    expect(measureLines(WHOLE, coloured, pictureOf(coloured, []), LOOK)).toEqual(["12.6 mm²"]);
  });
});

describe("an outline", () => {
  const stack = stackWith({ pixel_spacing_mm: [0.5, 2] });
  const square: Measure = { kind: "roi", points: [[0, 0], [2, 0], [2, 2], [0, 2]] };

  it("has the area of what it encloses, either way round", () => {
    expect(areaOf(square, rulerOf(stack))).toBeCloseTo(4, 9);
    expect(areaOf({ ...square, points: [...square.points].reverse() }, rulerOf(stack))).toBeCloseTo(4, 9);
  });

  it("tells of the values whose centre it encloses", () => {
    const picture = pictureOf(stack, Array.from({ length: 16 }, (_, index) => index));
    expect(statistics(square, picture, toneMap(stack, picture.frame, LOOK))).toMatchObject({ count: 4, mean: 2.5, min: 0, max: 5 });
  });

  it("leaves out what a dent leaves out", () => {
    const dented: Measure = { kind: "roi", points: [[0, 0], [4, 0], [4, 4], [2, 1], [0, 4]] };
    const picture = pictureOf(stack, new Array<number>(16).fill(1));
    expect(statistics(dented, picture, toneMap(stack, picture.frame, LOOK))?.count).toBe(10);
  });
});

describe("an angle", () => {
  const corner: Measure = { kind: "angle", points: [[10, 0], [0, 0], [0, 10]] };

  it("is the one in the patient, whatever the shape of the pixels", () => {
    expect(angleOf(corner, { across: 1, down: 1 })).toBeCloseTo(90, 9);
    const slanted: Measure = { kind: "angle", points: [[10, 0], [0, 0], [10, 10]] };
    expect(angleOf(slanted, { across: 1, down: 2 })).toBeCloseTo((Math.atan(2) * 180) / Math.PI, 9);
  });

  it("is never more than half a turn", () => {
    const wide: Measure = { kind: "angle", points: [[-10, 1], [0, 0], [-10, -1]] };
    expect(angleOf(wide, { across: 1, down: 1 })).toBeCloseTo(11.421, 3);
    expect(measureLines(corner, stackWith({}), null, LOOK)).toEqual(["90.0°"]);
  });
});

it("names both axes of a lesion", () => {
  const lesion: Measure = { kind: "bidirectional", points: [[0, 0], [10, 0], [5, -2], [5, 2]] };
  expect(measureLines(lesion, stackWith({}), null, LOOK)).toEqual(["10.0 × 4.0 mm"]);
});

describe("pixels that are not square", () => {
  const stack = stackWith({ pixel_spacing_mm: [0.5, 2], pixel_aspect: 0.25 });
  const ruler = rulerOf(stack);

  it("do not bend the right angle between both axes", () => {
    const points = pointsOf("bidirectional", [2, 3], [6, 9], ruler);
    const [[ax, ay] = [0, 0], [bx, by] = [0, 0], [cx, cy] = [0, 0], [dx, dy] = [0, 0]] = points;
    const [long, short] = [[(bx - ax) * 2, (by - ay) * 0.5], [(dx - cx) * 2, (dy - cy) * 0.5]] as const;
    expect(long[0] * short[0] + long[1] * short[1]).toBeCloseTo(0, 9);
    expect(Math.hypot(...short) / Math.hypot(...long)).toBeCloseTo(0.5, 9);
  });

  it("have an ellipse as large as it is in the patient, and each counts once", () => {
    const picture = pictureOf(stack, Array.from({ length: 16 }, (_, index) => index % 4));
    expect(areaOf(WHOLE, ruler)).toBeCloseTo(Math.PI * 4 * 1, 9);
    expect(statistics(WHOLE, picture, toneMap(stack, picture.frame, LOOK))).toMatchObject({ count: 12, mean: 1.5 });
  });
});
