import { describe, expect, it } from "vitest";

import { laidSize, layOut } from "./laying";
import { toImage, WHOLE } from "./placement";
import type { Gaze } from "./placement";
import { parseProps } from "./props";
import { parseStacks } from "./stack";
import { propsJson, seriesJson, stacksJson } from "./testing-data";
import { gazeFor, shareWindow, shareZoom, windowFor } from "./together";
import type { Looking } from "./together";
import { UPRIGHT } from "./turning";
import type { Turn } from "./turning";

interface Given {
  readonly stack?: Record<string, unknown>;
  readonly series?: Record<string, unknown>;
  readonly gaze?: Gaze;
  readonly turn?: Turn;
}

function looking({ stack: change = {}, series: named = {}, gaze = WHOLE, turn = UPRIGHT }: Given = {}): Looking {
  const [stack] = parseStacks(stacksJson(change));
  const series = parseProps(propsJson({ studies: [{ id: "s", label: "S", series: [seriesJson(named)] }] })).studies[0]?.series[0];
  if (!stack || !series) throw new Error("a stack and its series were expected");
  const view = { width: 400, height: 400 };
  const size = laidSize(stack, stack.pixelAspect, turn);
  return {
    stack,
    grid: stack,
    view: { series, slice: 2, turn },
    gaze: () => gaze,
    viewSize: () => view,
    imageSize: () => size,
    placement: () => layOut(gaze, stack, size, view, turn),
  };
}

const CT = { unit: "HU" };

describe("one window", () => {
  it.each([
    ["CT with CT", { modality: "CT", label: "Lung" }, { modality: "CT", label: "Bone" }, true],
    ["CT with MR", { modality: "CT", label: "T2" }, { modality: "MR", label: "T2" }, false],
    ["MR of one sequence in two planes", { label: "t2_tse_sag" }, { label: "Axial T2" }, true],
    ["MR of two sequences", { label: "Sagittal T2" }, { label: "Sagittal T1" }, false],
    ["MR with and without contrast", { label: "T1 without contrast" }, { label: "T1 post contrast" }, false],
    ["MR whose contrast has two names", { label: "Sagittal T1 fat-saturated, after contrast" }, { label: "t1_spir_gd_ax" }, true],
    ["MR of one unknown name", { label: "Spine" }, { label: "Spine" }, true],
    ["MR of two unknown names", { label: "Spine" }, { label: "Localizer" }, false],
  ])("%s", (_what, one, other, shared) => {
    expect(shareWindow(looking({ series: one }), looking({ series: other }))).toBe(shared);
  });

  it("never of colour, nor of two units", () => {
    expect(shareWindow(looking(), looking({ stack: { samples: 3, photometric: "RGB" } }))).toBe(false);
    expect(shareWindow(looking(), looking({ stack: CT }))).toBe(false);
  });

  it("is the same in Hounsfield units", () => {
    const range = { center: -600, width: 1500 };
    expect(windowFor(looking({ stack: CT }), looking({ stack: CT }), range)).toEqual(range);
  });

  it("changes by as much from how a series opens where values have no scale", () => {
    const frames = [1, 2].map((n) => ({ sop: `1.${n}`, frame: 1, position_mm: [3 * n, 0, 0], window: [100, 200] }));
    const opensAtQuarter = looking({ stack: { frames } }); // the other opens at 400, 800 wide
    expect(windowFor(opensAtQuarter, looking(), { center: 480, width: 400 })).toEqual({ center: 120, width: 100 });
  });
});

describe("one zoom", () => {
  it("is of one plane, and of images without one in one modality", () => {
    const flat = { image_orientation: null };
    expect(shareZoom(looking(), looking())).toBe(true);
    expect(shareZoom(looking(), looking({ stack: { image_orientation: [1, 0, 0, 0, 1, 0] } }))).toBe(false);
    expect(shareZoom(looking(), looking({ stack: flat }))).toBe(false);
    expect(shareZoom(looking({ stack: flat }), looking({ stack: flat }))).toBe(true);
    expect(shareZoom(looking({ stack: flat }), looking({ stack: flat, series: { modality: "CR" } }))).toBe(false);
  });

  it("shows a millimetre as large", () => {
    const to = looking({ stack: { rows: 16, columns: 16, pixel_spacing_mm: [0.5, 0.5] } }); // 8 mm to the other's 4
    expect(gazeFor(to, looking({ gaze: { ...WHOLE, zoom: 2 } })).zoom).toBeCloseTo(4);
  });

  it("is as many times the whole image where millimetres are not known", () => {
    const to = looking({ stack: { rows: 16, columns: 16, spacing_kind: "none" } });
    expect(gazeFor(to, looking({ gaze: { ...WHOLE, zoom: 2 } })).zoom).toBe(2);
  });

  it.each([["upright", UPRIGHT], ["turned and mirrored", { quarters: 1, flipped: true }]] as const)(
    "has the same place of the patient in the middle, %s",
    (_how, turn) => {
      const from = looking({ gaze: { zoom: 2, centerX: 0.25, centerY: 0.5 } }); // 1, 2 pixels of 1 mm from the corner
      const given: Given = { stack: { rows: 16, columns: 16, pixel_spacing_mm: [0.5, 0.5] }, turn };
      const to = looking({ ...given, gaze: gazeFor(looking(given), from) });
      const [column, row] = toImage({ x: 200, y: 200 }, to.placement());
      // Positions are of the middles of first pixels, which both have in one place.
      expect([(column - 0.5) * 0.5, (row - 0.5) * 0.5].map((mm) => mm + 0.5)).toEqual([expect.closeTo(1), expect.closeTo(2)]);
    },
  );

  it("goes as far along where two count from other points, and mirrored from breast to breast", () => {
    const from = looking({ stack: { laterality: "R" }, gaze: { zoom: 2, centerX: 0.25, centerY: 0.5 } });
    const elsewhere = { frame_of_reference: "1.8" };
    expect(gazeFor(looking({ stack: elsewhere }), from)).toMatchObject({ centerX: 0.25, centerY: 0.5 });
    expect(gazeFor(looking({ stack: { ...elsewhere, laterality: "L" } }), from)).toMatchObject({ centerX: 0.75, centerY: 0.5 });
  });
});
