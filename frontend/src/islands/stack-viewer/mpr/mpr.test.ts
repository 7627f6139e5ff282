import { describe, expect, it } from "vitest";

import { minus, plus, times } from "../geometry";
import type { Vector } from "../geometry";
import { lengthOf, rulerOf } from "../measuring";
import { parseStacks } from "../stack";
import type { Stack } from "../stack";
import { stacksJson } from "../testing-data";
import { OUTSIDE, PLANES, cutOf, sliceOrigin, sliceThrough, stackOfCut } from "./planes";
import { Sampler, layersOf, resample } from "./resample";
import { NotAVolume, latticeOf, refuseTooLarge } from "./volume";
import type { Volume } from "./volume";

const AXIAL = [1, 0, 0, 0, 1, 0];
const SIZE = { columns: 5, rows: 6, frames: 7 };
/** Slices 2 mm apart from above down, pixels 0.5 mm wide and 1 mm tall. */
const downwards = (n: number): number[] => [-10, 20, 100 - 2 * n];

function stackAt(positions: readonly (readonly number[])[], orientation: readonly number[] = AXIAL, change: Record<string, unknown> = {}): Stack {
  const frames = positions.map((position_mm, n) => ({ sop: `1.${n}`, frame: 1, position_mm, slope: 2, intercept: -1000, window: [40, 400] }));
  const [stack] = parseStacks(stacksJson({
    rows: SIZE.rows, columns: SIZE.columns, pixel_spacing_mm: [1, 0.5], image_orientation: orientation, frames, unit: "HU", ...change,
  }));
  if (!stack) throw new Error("no stack");
  return stack;
}

/** Values that tell a voxel's column, row and frame: linear, so that trilinear sampling is exact. */
const stored = (i: number, j: number, k: number): number => 3 * i + 20 * j + 150 * k;

function volumeOf(stack: Stack, value = stored): Volume {
  const { rows, columns, frames } = stack;
  const values = frames.map((_, k) => Int16Array.from({ length: rows * columns }, (_each, at) => value(at % columns, Math.floor(at / columns), k)));
  return { lattice: latticeOf(stack, frames), stack, frames, values };
}

const regular = (): Stack => stackAt(Array.from({ length: SIZE.frames }, (_, n) => downwards(n)));
const SINGLE = { thicknessMm: 0, mode: "mip" } as const;

/** The value a voxel has by its definition, at any point between. */
function truth({ lattice: { origin, across, down, through } }: Volume, at: Vector): number {
  const share = (edge: Vector): number => {
    const way: Vector = [at[0] - origin[0], at[1] - origin[1], at[2] - origin[2]];
    return (way[0] * edge[0] + way[1] * edge[1] + way[2] * edge[2]) / (edge[0] ** 2 + edge[1] ** 2 + edge[2] ** 2);
  };
  return stored(share(across), share(down), share(through)) * 2 - 1000;
}

function worst(volume: Volume, name: (typeof PLANES)[number]): { error: number; shown: number } {
  const cut = cutOf(volume.lattice, name);
  const sampler = new Sampler(volume);
  let [error, shown] = [0, 0];
  for (let slice = 1; slice <= cut.slices; slice += 1) {
    resample(sampler, cut, slice, SINGLE).forEach((value, index) => {
      if (value === OUTSIDE) return;
      shown += 1;
      const [u, v] = [index % cut.columns, Math.floor(index / cut.columns)];
      const at = plus(sliceOrigin(cut, slice), plus(times(cut.across, u * cut.pixelMm), times(cut.down, v * cut.pixelMm)));
      const inner = sampler.voxelOf(at).every((part, axis) => part >= -1e-6 && part <= (volume.lattice.size[axis] ?? 0) - 1 + 1e-6);
      if (inner) error = Math.max(error, Math.abs(value - truth(volume, at)));
    });
  }
  return { error, shown };
}

describe("a volume cut anew", () => {
  it("gives back the slices it was made of, value for value", () => {
    const volume = volumeOf(stackAt(Array.from({ length: 7 }, (_, n) => downwards(n)), AXIAL, { pixel_spacing_mm: [1, 1] }));
    const cut = cutOf(volume.lattice, "axial");
    expect([cut.columns, cut.rows, cut.slices, cut.pixelMm, cut.sliceMm]).toEqual([5, 6, 7, 1, 2]);
    const third = [...resample(new Sampler(volume), cut, 3, SINGLE)];
    expect(third).toEqual([...(volume.values[2] ?? [])].map((each) => each * 2 - 1000));
  });

  it.each(PLANES)("has the true value at every place of a %s slice, whatever the voxels' shape", (name) => {
    const { error, shown } = worst(volumeOf(regular()), name);
    expect(error).toBeLessThan(1e-3);
    expect(shown).toBeGreaterThan(SIZE.columns * SIZE.rows);
  });

  it.each(PLANES)("has it in a %s slice through a volume taken obliquely", (name) => {
    const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
    const turned = [c, s, 0, -s, c, 0];
    const tipped = [1, 0, 0, 0, c, s];
    for (const orientation of [turned, tipped]) {
      const normal = orientation === turned ? [0, 0, 1] : [0, -s, c];
      const stack = stackAt(Array.from({ length: SIZE.frames }, (_, n) => normal.map((part) => part * 2 * n)), orientation);
      expect(worst(volumeOf(stack), name).error).toBeLessThan(1e-3);
    }
  });

  it("is as long in the patient as it was, along each axis", () => {
    const { lattice } = volumeOf(regular());
    const [axial, coronal, sagittal] = [cutOf(lattice, "axial"), cutOf(lattice, "coronal"), cutOf(lattice, "sagittal")];
    expect(axial.columns * axial.pixelMm).toBeCloseTo(2.5);
    expect(coronal.rows * coronal.pixelMm).toBeCloseTo(12.5);
    expect(sagittal.slices * sagittal.sliceMm).toBeCloseTo(2.5);
    expect(coronal.sides.top).toBe("H");
    expect(coronal.origin[2]).toBe(100);
  });

  it("measures as far as it is in the patient, in a plane that no image lies in", () => {
    const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
    const stack = stackAt(Array.from({ length: 7 }, (_, n) => [0, -s * 2 * n, c * 2 * n]), [1, 0, 0, 0, c, s]);
    const volume = volumeOf(stack);
    const cut = cutOf(volume.lattice, "sagittal");
    const made = stackOfCut(volume, cut);
    const [from, to] = [[2, 1] as const, [9, 14] as const];
    const at = ([x, y]: readonly [number, number]): Vector => plus(times(cut.across, x * cut.pixelMm), times(cut.down, y * cut.pixelMm));
    const apart = minus(at(to), at(from));
    expect(lengthOf(from, to, rulerOf(made))).toBeCloseTo(Math.hypot(...apart), 9);
    expect(rulerOf(made)).toMatchObject({ unit: "mm", caveat: "" });
  });

  it("knows which slice goes through a point", () => {
    const cut = cutOf(volumeOf(regular()).lattice, "axial");
    expect(sliceThrough(cut, [0, 0, 100])).toBe(1);
    expect(sliceThrough(cut, [0, 0, 94.5])).toBe(4);
    expect(sliceThrough(cut, [0, 0, -500])).toBe(7);
  });

  it("takes the highest, the lowest and the mean of a slab's depth", () => {
    const volume = volumeOf(regular());
    const cut = cutOf(volume.lattice, "axial");
    const at = (mode: "mip" | "minip" | "mean"): number => resample(new Sampler(volume), cut, 4, { thicknessMm: 6, mode })[0] ?? 0;
    expect(layersOf(cut, { thicknessMm: 6, mode: "mip" })).toEqual([-2, 0, 2]);
    expect([at("mip"), at("minip"), at("mean")]).toEqual([200, -400, -100]);
  });

  it("leaves padding out, and is empty where only padding lies", () => {
    const stack = stackAt(Array.from({ length: SIZE.frames }, (_, n) => downwards(n)), AXIAL, { padding: [-2000, -2000] });
    const sampler = new Sampler(volumeOf(stack, (i) => (i < 2 ? -2000 : 50)));
    expect(sampler.at(0, 0, 0)).toBe(OUTSIDE);
    expect(sampler.at(1.75, 2, 2)).toBe(-900);
    expect(sampler.at(-0.7, 2, 2)).toBe(OUTSIDE);
  });

  it("is a stack in modality values whose empty places are padding", () => {
    const volume = volumeOf(regular());
    const stack = stackOfCut(volume, cutOf(volume.lattice, "sagittal"));
    expect([stack.dtype, stack.unit, stack.padding, stack.frames.length]).toEqual(["float32", "HU", [OUTSIDE, OUTSIDE], 5]);
    expect(stack.frames[0]).toMatchObject({ slope: 1, intercept: 0, window: { center: 40, width: 400 } });
    expect(Math.fround(OUTSIDE)).toBe(OUTSIDE);
  });
});

describe("what is no volume", () => {
  const line = (step: (n: number) => number[]): number[][] => Array.from({ length: 7 }, (_, n) => step(n));
  const refusal = (stack: Stack): string => {
    try {
      latticeOf(stack, stack.frames);
    } catch (error) {
      if (error instanceof NotAVolume) return error.message;
    }
    return "";
  };

  it.each([
    ["evenly apart", stackAt(line((n) => [0, 0, n === 4 ? 9 : 2 * n]))],
    ["are missing from this stack, between 4 and 5, and", stackAt(line((n) => [0, 0, n > 3 ? 2 * n + 4 : 2 * n]))],
    ["tilted gantry", stackAt(line((n) => [0, 0.4 * n, 2 * n]))],
    ["one place", stackAt(line(() => [0, 0, 0]))],
    ["at least 4 images", stackAt([[0, 0, 0], [0, 0, 2]])],
    ["do not say how large", stackAt(line((n) => [0, 0, n]), AXIAL, { spacing_kind: "imager" })],
    ["in colour", stackAt(line((n) => [0, 0, n]), AXIAL, { samples: 3 })],
  ])("is refused in a sentence: %s", (words, stack) => {
    expect(refusal(stack)).toContain(words);
  });

  it("is refused when it takes more memory than there may be", () => {
    expect(() => { refuseTooLarge(regular(), 1000, 50_000); }).toThrow("takes 1 MB");
    expect(() => { refuseTooLarge(regular(), 100, 50_000); }).not.toThrow();
  });
});
