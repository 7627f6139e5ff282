import { describe, expect, it } from "vitest";

import { parseStacks } from "./stack";
import type { Stack } from "./stack";
import { tellValue, tellWindow } from "./told";
import { stacksJson } from "./testing-data";

function petWith(suv: unknown): Stack {
  const [stack] = parseStacks(stacksJson({ unit: "Bq/ml", suv }));
  if (!stack) throw new Error("a stack was expected");
  return stack;
}

describe("values of a PET", () => {
  it("are told in SUV where the object says enough for it", () => {
    const stack = petWith({ factor: 0.0002 });
    expect(tellValue(12_345, stack, 35_000)).toBe("2.5 SUV");
    expect(tellWindow({ center: 17_500, width: 35_000 }, stack)).toEqual(["SUV 0.0 to 7.0"]);
  });

  it("are told as they are, and what is missing, where it does not", () => {
    const stack = petWith({ missing: "weight" });
    expect(tellValue(12_345, stack, 35_000)).toBe("12345 Bq/ml");
    expect(tellWindow({ center: 17_500, width: 35_000 }, stack)).toEqual(["W 35000", "L 17500", "no SUV: the weight is not stated"]);
  });
});

it("tells windows of all else by width and level, and says nothing of SUV", () => {
  expect(tellWindow({ center: 40, width: 400 }, petWith(null))).toEqual(["W 400", "L 40"]);
});
