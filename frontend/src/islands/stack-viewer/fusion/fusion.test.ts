import { describe, expect, it } from "vitest";

import { imagePlane, place } from "../geometry";
import type { ImagePlane, Vector } from "../geometry";
import { OUTSIDE } from "../mpr/planes";
import { Sampler } from "../mpr/resample";
import { latticeOf } from "../mpr/volume";
import type { Volume } from "../mpr/volume";
import { parseStacks } from "../stack";
import type { Stack } from "../stack";
import { stacksJson } from "../testing-data";
import { hotIron, paintValues } from "./colours";
import { rasterOver, valueUnder, valuesOver } from "./sample";

const FACTOR = 0.001;

function stackOf(change: Record<string, unknown>): Stack {
  const [stack] = parseStacks(stacksJson(change));
  if (!stack) throw new Error("no stack");
  return stack;
}

/** A PET of 4 mm voxels whose activity grows evenly along each axis of the patient. */
function pet(): Volume {
  const frames = Array.from({ length: 6 }, (_, n) => ({ sop: `2.${n}`, frame: 1, position_mm: [-8, -8, 4 * n], slope: 0.5, intercept: 0, window: null }));
  const stack = stackOf({
    rows: 5, columns: 5, pixel_spacing_mm: [4, 4], image_orientation: [1, 0, 0, 0, 1, 0], dtype: "uint16", unit: "Bq/ml", suv: { factor: FACTOR }, frames,
  });
  const values = stack.frames.map((_, k) => Uint16Array.from({ length: 25 }, (_each, at) => 2 * activity([-8 + 4 * (at % 5), -8 + 4 * Math.floor(at / 5), 4 * k])));
  return { lattice: latticeOf(stack, stack.frames), stack, frames: stack.frames, values };
}

const activity = ([x, y, z]: Vector): number => 1000 + 10 * x + 20 * y + 50 * z;

/** A CT slice of 1 mm pixels, tipped about the patient's x axis. */
function ctPlane(): ImagePlane {
  const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
  const frames = [{ sop: "1.1", frame: 1, position_mm: [-6, -5, 6], slope: 1, intercept: 0, window: null }];
  const stack = stackOf({ rows: 12, columns: 13, pixel_spacing_mm: [1, 1], image_orientation: [1, 0, 0, 0, c, s], frames });
  const [frame] = stack.frames;
  const plane = frame && imagePlane(stack, frame);
  if (!plane) throw new Error("no plane");
  return plane;
}

describe("a PET over a CT", () => {
  const sampler = new Sampler(pet());
  const plane = ctPlane();

  it("has, over every pixel of an image that lies otherwise, the activity of that place", () => {
    for (let row = 0; row < plane.rows; row += 1) {
      for (let column = 0; column < plane.columns; column += 1) {
        expect(valueUnder(sampler, plane, column, row)).toBeCloseTo(activity(place(plane, [column, row])), 6);
      }
    }
  });

  it("is sampled twice as finely as its voxels, each sample in the middle of its cell", () => {
    const raster = rasterOver(plane, pet().lattice);
    expect(raster).toEqual({ columns: 7, rows: 6 });
    const values = valuesOver(sampler, plane, raster);
    const middle = (index: number, pixels: number, cells: number): number => ((index + 0.5) * pixels) / cells - 0.5;
    values.forEach((value, index) => {
      const at = place(plane, [middle(index % 7, 13, 7), middle(Math.floor(index / 7), 12, 6)]);
      expect(value).toBeCloseTo(activity(at), 3);
    });
  });

  it("never has more samples than the image has pixels, and nothing where there is no PET", () => {
    const coarse: ImagePlane = { ...plane, across: [9, 0, 0], down: [0, 9, 0], columns: 3, rows: 3 };
    expect(rasterOver(coarse, pet().lattice)).toEqual({ columns: 3, rows: 3 });
    const far: ImagePlane = { ...plane, origin: [0, 0, 400] };
    expect(new Set(valuesOver(sampler, far, { columns: 2, rows: 2 }))).toEqual(new Set([OUTSIDE]));
  });
});

describe("its colours", () => {
  it("go by way of red and orange to white", () => {
    expect([0, 64 / 255, 128 / 255, 192 / 255, 1].map(hotIron)).toEqual([[0, 0, 0], [128, 0, 0], [255, 0, 0], [255, 128, 0], [255, 254, 252]]);
  });

  it("span the window, and let the image through below a quarter of it", () => {
    const light = paintValues(Float32Array.from([OUTSIDE, 0, 1, 4, 8, 99]), { center: 4, width: 8 });
    const opaque = Array.from({ length: 6 }, (_, index) => light[index * 4 + 3]);
    expect(opaque).toEqual([0, 0, 128, 255, 255, 255]);
    expect([...light.slice(20, 23)]).toEqual([255, 254, 252]);
  });
});
