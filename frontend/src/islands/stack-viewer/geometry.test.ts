import { describe, expect, it } from "vitest";

import { cutLine, imagePlane, shareReference } from "./geometry";
import type { ImagePlane } from "./geometry";
import { parseStacks } from "./stack";
import type { Stack } from "./stack";
import { stacksJson } from "./testing-data";

const AXIAL = [1, 0, 0, 0, 1, 0];
const SAGITTAL = [0, 1, 0, 0, 0, -1];

function stackAt(change: Record<string, unknown>): Stack {
  const [stack] = parseStacks(stacksJson(change));
  if (!stack) throw new Error("a stack was expected");
  return stack;
}

function planeAt(orientation: number[], position: number[], change: Record<string, unknown> = {}): ImagePlane {
  const frames = [{ sop: "1", frame: 1, position_mm: position }];
  const stack = stackAt({ image_orientation: orientation, frames, rows: 100, columns: 100, ...change });
  const [frame] = stack.frames;
  const plane = frame && imagePlane(stack, frame);
  if (!plane) throw new Error("a plane was expected");
  return plane;
}

describe("the line of one slice over another image", () => {
  // A sagittal image whose first pixel is at y 0, z 100: column is y, row is 100 − z.
  const sagittal = planeAt(SAGITTAL, [50, 0, 100]);

  it("lies at the slice's height, across all of the image that both reach", () => {
    const line = cutLine(planeAt(AXIAL, [0, 0, 70]), sagittal);
    const ends = [...(line ?? [])].sort((a, b) => a[0] - b[0]);
    expect(ends).toEqual([[0, 30.5], [100, 30.5]]);
  });

  it("ends where the slice ends", () => {
    const narrow = planeAt(AXIAL, [0, 20, 70], { rows: 40 });
    const ends = [...(cutLine(narrow, sagittal) ?? [])].sort((a, b) => a[0] - b[0]);
    expect(ends).toEqual([[20, 30.5], [60, 30.5]]);
  });

  it("counts rows in their own spacing", () => {
    const coarse = planeAt(SAGITTAL, [50, 0, 100], { pixel_spacing_mm: [2, 1], pixel_aspect: 2 });
    expect(cutLine(planeAt(AXIAL, [0, 0, 70]), coarse)?.[0]?.[1]).toBeCloseTo(15.5, 9);
  });

  it("is none beside the image, and none between planes that are all but parallel", () => {
    expect(cutLine(planeAt(AXIAL, [0, 0, 170]), sagittal)).toBeNull();
    expect(cutLine(planeAt(AXIAL, [60, 0, 70]), sagittal)).toBeNull();
    expect(cutLine(planeAt(SAGITTAL, [53, 0, 100]), sagittal)).toBeNull();
  });
});

it("compares positions only where both name one frame of reference", () => {
  expect(shareReference(stackAt({}), stackAt({}))).toBe(true);
  expect(shareReference(stackAt({}), stackAt({ frame_of_reference: "1.8" }))).toBe(false);
  expect(shareReference(stackAt({ frame_of_reference: null }), stackAt({ frame_of_reference: null }))).toBe(false);
});
