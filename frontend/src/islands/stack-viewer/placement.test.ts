import { describe, expect, it } from "vitest";

import { WHOLE, bestHanging, openingGaze, panBy, pixelAt, place, shape, zoomAt } from "./placement";
import { SAME } from "./turning";

const IMAGE = shape(100, 200, 1);
const VIEW = { width: 400, height: 400 };

it("fits the whole image into the middle of the viewport", () => {
  expect(place(WHOLE, IMAGE, VIEW, 1)).toEqual({ turned: SAME, scaleX: 2, scaleY: 2, offsetX: 0, offsetY: 100 });
});

it("makes rows as tall as the pixels are", () => {
  const tall = shape(100, 200, 2);
  expect(place(WHOLE, tall, VIEW, 2)).toEqual({ turned: SAME, scaleX: 2, scaleY: 4, offsetX: 0, offsetY: 0 });
});

it("keeps the pixel under the pointer while zooming", () => {
  const at = { x: 90, y: 170 };
  const before = pixelAt(at, place(WHOLE, IMAGE, VIEW, 1), 100, 200);
  const gaze = zoomAt(WHOLE, 3, at, IMAGE, VIEW);
  expect(gaze.zoom).toBe(3);
  expect(pixelAt(at, place(gaze, IMAGE, VIEW, 1), 100, 200)).toEqual(before);
});

it("moves the image as far as the pointer", () => {
  const moved = place(panBy(WHOLE, 30, -10, IMAGE, VIEW), IMAGE, VIEW, 1);
  expect(moved.offsetX).toBeCloseTo(30, 9);
  expect(moved.offsetY).toBeCloseTo(90, 9);
});

it("names no pixel beside the image", () => {
  const placed = place(WHOLE, IMAGE, VIEW, 1);
  expect(pixelAt({ x: 0, y: 99 }, placed, 100, 200)).toBeNull();
  expect(pixelAt({ x: 399.9, y: 299.9 }, placed, 100, 200)).toEqual({ x: 199, y: 99 });
});

describe("hanging", () => {
  const square = shape(512, 512, 1);
  const area = { width: 870, height: 660 };
  const of = (...planes: string[]): { size: typeof square; plane: string }[] =>
    planes.map((plane) => ({ size: square, plane }));

  it("stands sagittal images side by side, filled", () => {
    expect(bestHanging(of("sagittal", "sagittal", "sagittal"), area).name).toBe("1x3");
    expect(openingGaze(square, { width: 290, height: 660 }, "sagittal").zoom).toBeGreaterThan(1.5);
  });

  it("puts three axial images into a square of four", () => {
    expect(bestHanging(of("axial", "axial", "axial"), area).name).toBe("2x2");
  });

  it("gives the first of mixed planes the most room", () => {
    expect(bestHanging(of("axial", "sagittal", "axial"), area).name).toBe("1+2");
  });

  it("stacks a pair where the film is tall", () => {
    expect(bestHanging(of("axial", "axial"), { width: 500, height: 1000 }).name).toBe("2x1");
  });

  it("never crops an axial image", () => {
    expect(openingGaze(square, { width: 290, height: 660 }, "axial")).toEqual(WHOLE);
  });
});
