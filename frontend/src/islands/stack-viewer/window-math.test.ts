import { describe, expect, it } from "vitest";

import { draggedWindow, formatValue, greyLevel, lookUp, windowed } from "./window-math";
import type { ToneMap } from "./window-math";

const CT: ToneMap = {
  slope: 1,
  intercept: -1024,
  modalityLut: null,
  voiLut: null,
  window: { center: 40, width: 400 },
  voiFunction: "LINEAR",
  inverted: false,
  padding: null,
};

describe("a linear window (PS3.3 C.11.2.1.2)", () => {
  it("is black up to its lower end and white above its upper end", () => {
    // c - 0.5 - (w-1)/2 = -160, c - 0.5 + (w-1)/2 = 239
    expect(windowed(-160, CT.window, "LINEAR")).toBe(0);
    expect(windowed(-159, CT.window, "LINEAR")).toBeCloseTo(1 / 399, 12);
    expect(windowed(239, CT.window, "LINEAR")).toBe(1);
    expect(windowed(238, CT.window, "LINEAR")).toBeCloseTo(398 / 399, 12);
  });

  it("is a step at a width of one", () => {
    expect(windowed(99.4, { center: 100, width: 1 }, "LINEAR")).toBe(0);
    expect(windowed(99.6, { center: 100, width: 1 }, "LINEAR")).toBe(1);
  });
});

it("puts the exact linear window's ends half a width from its center", () => {
  const range = { center: 0, width: 2 };
  expect(["-1", "0", "1", "0.5"].map((x) => windowed(Number(x), range, "LINEAR_EXACT"))).toEqual([0, 0.5, 1, 0.75]);
});

it("bends the sigmoid window through one half at its center", () => {
  expect(windowed(10, { center: 10, width: 4 }, "SIGMOID")).toBe(0.5);
  expect(windowed(11, { center: 10, width: 4 }, "SIGMOID")).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
});

it("takes a stored value through slope, window and inversion", () => {
  // 1024 + 39.5 is half way between -160 and 239
  expect(greyLevel(1024 + 39.5, CT)).toBe(128);
  expect(greyLevel(0, CT)).toBe(0);
  expect(greyLevel(0, { ...CT, inverted: true })).toBe(255);
});

it("keeps padding black even where black is inverted", () => {
  const tone: ToneMap = { ...CT, inverted: true, padding: [-2000, -1500] };
  expect(greyLevel(-2000, tone)).toBe(0);
  expect(greyLevel(-1499, tone)).toBe(255);
});

it("gives values beyond a table the entries at its ends", () => {
  const lut = { first: 10, bits: 8, data: new Uint8Array([5, 6, 7]) };
  expect([0, 10, 11, 12, 99].map((value) => lookUp(lut, value))).toEqual([5, 5, 6, 7, 7]);
});

it("scales the light of a VOI table by its bits", () => {
  const voiLut = { first: 0, bits: 4, data: new Uint8Array([0, 15, 7]) };
  const tone: ToneMap = { ...CT, intercept: 0, voiLut };
  expect([0, 1, 2].map((value) => greyLevel(value, tone))).toEqual([0, 255, 119]);
});

it("never drags a window narrower than one unit", () => {
  expect(draggedWindow({ center: 0, width: 300 }, -1000, 30)).toEqual({ width: 1, center: 30 });
});

it("writes numbers as finely as the window needs", () => {
  expect([formatValue(-600, 1500), formatValue(0.5, 2), formatValue(-0.2, 100), formatValue(0.25, 1)]).toEqual([
    "−600",
    "0.5",
    "0",
    "0.25",
  ]);
});
