import { expect, it } from "vitest";

import { linkedSlice } from "./linking";
import { openingWindow } from "./renderer";
import { parseStacks } from "./stack";
import type { Stack } from "./stack";
import { stackJson, stacksJson } from "./testing-data";

const parse = (change: Record<string, unknown> = {}): Stack => {
  const [stack] = parseStacks(stacksJson(change));
  if (!stack) throw new Error("a stack was expected");
  return stack;
};

it("reads frames, orientation and presets", () => {
  const stack = parse();
  expect(stack.frames.map(({ sop }) => sop)).toEqual(["1.1", "1.2", "1.3"]);
  expect(stack.frames[0]?.window).toEqual({ center: 400, width: 800 });
  expect(stack.orientation?.left).toBe("A");
});

it("reads tables of 16 bits as little endian words", () => {
  const data = btoa(String.fromCharCode(1, 2, 255, 0));
  expect([...(parse({ voi_lut: { first: -5, bits: 16, data } }).voiLut?.data ?? [])]).toEqual([513, 255]);
});

it("makes a palette of 16 bits one of 8", () => {
  const colour = btoa(String.fromCharCode(0, 0x80, 0, 0xff));
  const palette = { bits: 16, first: 0, red: colour, green: colour, blue: colour };
  expect([...(parse({ palette }).palette?.rgba ?? [])]).toEqual([128, 128, 128, 255, 255, 255, 255, 255]);
});

it.each([
  ["another version", { version: 2, stacks: [] }],
  ["an unknown type of value", stacksJson({ dtype: "int24" })],
  ["no frames", stacksJson({ frames: [] })],
  ["a place that is not three numbers", stacksJson({ frames: [{ sop: "1", frame: 1, position_mm: [1] }] })],
  ["no list", stackJson()],
])("refuses %s", (_what, json) => {
  expect(() => parseStacks(json)).toThrow(TypeError);
});

it("opens with the range of the table where the object has no window", () => {
  const data = btoa("abcd");
  const frames = [{ sop: "1", frame: 1, window: null }];
  const stack = parse({ frames, voi_lut: { first: 10, bits: 8, data } });
  const [frame] = stack.frames;
  expect(frame && openingWindow(stack, frame)).toEqual({ center: 12, width: 4 });
});

it("takes a linked stack to the same place in the patient", () => {
  const frames = [0, 2, 4, 6, 8].map((x) => ({ sop: `2.${x}`, frame: 1, position_mm: [x, 50, 9] }));
  const [moved, other] = [parse(), parse({ frames })];
  const at = (stack: Stack, slice: number): Parameters<typeof linkedSlice>[0] => ({ stack, view: { slice }, count: 5 });
  // The moved stack stands at 6 mm, which is the other's fourth slice.
  expect(linkedSlice(at(moved, 2), at(other, 1), 1)).toBe(4);
});

it("moves a linked stack of another plane by as many slices", () => {
  const [moved, other] = [parse(), parse({ image_orientation: [1, 0, 0, 0, 1, 0] })];
  const at = (stack: Stack, slice: number): Parameters<typeof linkedSlice>[0] => ({ stack, view: { slice }, count: 3 });
  expect(linkedSlice(at(moved, 3), at(other, 1), 1)).toBe(3);
});

it("moves a linked stack that counts from another point by as many slices", () => {
  const [moved, other] = [parse(), parse({ frame_of_reference: "1.8" })];
  const at = (stack: Stack, slice: number): Parameters<typeof linkedSlice>[0] => ({ stack, view: { slice }, count: 3 });
  expect(linkedSlice(at(moved, 2), at(other, 2), 1)).toBe(3);
});
