import { expect, it } from "vitest";

import { asText, dragged, inWords, turned } from "./windows";

const CHEST = { center: 40, width: 400 };

it("makes a window wider to the right and darker downwards", () => {
  expect(dragged(CHEST, 0, 0)).toEqual(CHEST);
  expect(dragged(CHEST, 150, 0).width).toBeGreaterThan(600);
  expect(dragged(CHEST, 0, 75)).toEqual({ center: 140, width: 400 });
});

it("never loses its width, however far a drag goes", () => {
  for (const dx of [-1e6, 1e6]) {
    const { width } = dragged(CHEST, dx, 0);
    expect(width > 0 && width < 1e9).toBe(true);
  }
});

it("turns contrast and brightness in steps", () => {
  expect(turned(CHEST, 1.25, 0)).toEqual({ center: 40, width: 320 });
  expect(turned(CHEST, 1, 0.1)).toEqual({ center: 0, width: 400 });
});

it("states itself for the server and for a person", () => {
  expect([asText("even"), asText(CHEST)]).toEqual(["even", "40:400"]);
  expect([inWords(CHEST), inWords({ center: 0.5, width: 1 })]).toEqual(["Centre 40, width 400", "Centre 0.500, width 1.000"]);
});
