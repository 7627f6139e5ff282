import { asCount } from "../../runtime/parse";
import { Kept } from "./kept";
import type { Study } from "./props";

/** How many viewports there can be: one to a grid of three by three. */
const LAYOUTS = [1, 2, 3, 4, 6, 9];

/** The next larger layout that so many series fill, then one again. */
export function nextCount(now: number, series: number): number {
  return LAYOUTS.find((count) => count > now && count <= series) ?? 1;
}

/** How many viewports a reader last chose for a study of this modality. */
export function keptCount(study: Study): Kept<number> {
  return new Kept(`readingroom-hanging-${study.series[0]?.modality ?? ""}`, (value) => asCount(value, "hanging"));
}
