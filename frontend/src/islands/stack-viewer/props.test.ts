import { expect, it } from "vitest";

import { parseProps } from "./props";
import { propsJson, seriesJson } from "./testing-data";

const withSeries = (change: Record<string, unknown>): Record<string, unknown> =>
  propsJson({ studies: [{ id: "mri", label: "MRI", series: [seriesJson(change)] }] });

it("reads what the page was given", () => {
  const props = parseProps(propsJson());
  const series = props.studies[0]?.series[0];
  expect(series?.root).toBe("/s");
  expect(series?.plane).toBe("sagittal");
  expect(series?.annotations[0]?.points).toEqual([[1, 2]]);
});

it("names the place of what is wrong", () => {
  expect(() => parseProps(withSeries({ frameCount: "15" }))).toThrow("studies[0].series[0].frameCount");
  expect(() => parseProps(withSeries({ annotations: [{ frame: 1, kind: "arrow", points: [[1]] }] }))).toThrow(
    "annotations[0].points[0]",
  );
});

it("hangs the first series where the page names none that it has", () => {
  expect(parseProps(propsJson({ hung: ["gone"] })).hung).toEqual(["sag-stir"]);
});

it("never opens beyond the end of a stack", () => {
  expect(parseProps(withSeries({ initialFrame: 99 })).studies[0]?.series[0]?.initialFrame).toBe(15);
});

it("leaves out studies without images, and refuses a page of none", () => {
  const empty = { id: "ct", label: "CT", series: [] };
  const first = { id: "mri", label: "MRI", series: [seriesJson()] };
  expect(parseProps(propsJson({ studies: [empty, first] })).studies).toHaveLength(1);
  expect(() => parseProps(propsJson({ studies: [empty] }))).toThrow(TypeError);
});
