import { expect, it } from "vitest";

import { laidSize, layOut } from "./laying";
import { place } from "./placement";
import { scaleBar } from "./scale-bar";
import { parseStacks } from "./stack";
import type { Stack } from "./stack";
import { stacksJson } from "./testing-data";

function stackWith(change: Record<string, unknown>): Stack {
  const [stack] = parseStacks(stacksJson({ rows: 400, columns: 400, ...change }));
  if (!stack) throw new Error("no stack");
  return stack;
}

const size = { width: 400, height: 400 };
const whole = { zoom: 1, centerX: 0.5, centerY: 0.5 };
const atOnce = place(whole, size, size, 1);

it("is as long as it says, from the spacing in the patient", () => {
  const stack = stackWith({ pixel_spacing_mm: [0.5, 0.5], spacing_kind: "patient" });
  expect(scaleBar(stack, atOnce, 400)).toEqual({ widthPx: 100, words: "5 cm" });
  expect(scaleBar(stack, place({ ...whole, zoom: 8 }, size, size, 1), 400)).toEqual({ widthPx: 80, words: "5 mm" });
});

it("says where only the spacing at the detector is known", () => {
  const stack = stackWith({ pixel_spacing_mm: [0.2, 0.2], spacing_kind: "imager" });
  expect(scaleBar(stack, atOnce, 400)).toEqual({ widthPx: 100, words: "2 cm at the detector" });
});

it.each(["none", "aspect"])("draws no bar for a spacing that is %s, and says that it is not calibrated", (kind) => {
  const stack = stackWith({ pixel_spacing_mm: kind === "none" ? null : [1, 1], spacing_kind: kind });
  expect(scaleBar(stack, atOnce, 400)).toEqual({ widthPx: 0, words: "not calibrated" });
});

it("measures along the screen, however the image is turned and its pixels are shaped", () => {
  const stack = stackWith({ pixel_spacing_mm: [2, 1], spacing_kind: "patient", pixel_aspect: 2, rows: 200 });
  for (const quarters of [0, 1, 2, 3] as const) {
    const turn = { quarters, flipped: quarters === 3 };
    const lies = layOut(whole, stack, laidSize(stack, stack.pixelAspect, turn), size, turn);
    const bar = scaleBar(stack, lies, 400);
    expect([bar.words, bar.widthPx.toFixed(3)]).toEqual(["10 cm", "100.000"]);
  }
});
