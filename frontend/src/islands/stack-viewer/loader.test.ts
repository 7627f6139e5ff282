import { expect, it } from "vitest";

import { transferSyntaxOf } from "./loader";
import { wheelSteps } from "./tools";

const STACK = { transferSyntax: "1.2.840.10008.1.2.4.91" };

it("believes the transfer syntax that the answer names", () => {
  const type = 'image/jphc; transfer-syntax="1.2.840.10008.1.2.4.201"';
  expect(transferSyntaxOf(type, STACK)).toBe("1.2.840.10008.1.2.4.201");
  expect(transferSyntaxOf("image/jls;transfer-syntax=1.2.840.10008.1.2.4.80", STACK)).toBe("1.2.840.10008.1.2.4.80");
});

it("falls back on the type, then on the stack's description", () => {
  expect(transferSyntaxOf("application/octet-stream", STACK)).toBe("1.2.840.10008.1.2.1");
  expect(transferSyntaxOf("image/jp2", STACK)).toBe(STACK.transferSyntax);
});

it("goes one slice for a notch of a wheel, whatever its size", () => {
  expect(wheelSteps(0, 100, 0).slices).toBe(1);
  expect(wheelSteps(0, -3, 1).slices).toBe(-1);
});

it("gathers the small steps of a pad, and forgets them when it turns round", () => {
  const first = wheelSteps(0, 30, 0);
  expect(first.slices).toBe(0);
  expect(wheelSteps(first.carried, 15, 0)).toEqual({ slices: 1, carried: 5 });
  expect(wheelSteps(first.carried, -15, 0)).toEqual({ slices: 0, carried: -15 });
});
