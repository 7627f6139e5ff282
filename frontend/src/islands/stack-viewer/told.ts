import type { Stack } from "./stack";
import { formatValue } from "./window-math";
import type { WindowRange } from "./window-math";

type Telling = Pick<Stack, "suv" | "unit">;

const SUV = "SUV";
const MISSING: Readonly<Record<string, string>> = {
  weight: "the weight is not stated",
  dose: "the dose is not stated",
  times: "the times of injection and scan are not stated",
  corrections: "they are not corrected for attenuation and decay to one moment",
  units: "they are not in Bq/ml",
};

/** What one modality unit is told as: in SUV where the object says enough for it, else as it is. */
export function toldIn({ suv, unit }: Telling): { readonly factor: number; readonly unit: string } {
  const factor = suv?.factor ?? null;
  return factor === null ? { factor: 1, unit } : { factor, unit: SUV };
}

/** A modality value in words, with its unit; digits as fine as `scale`, a spread of modality values. */
export function tellValue(value: number, stack: Telling, scale: number): string {
  const { unit } = toldIn(stack);
  const text = tellNumber(value, stack, scale);
  return unit === "" ? text : `${text} ${unit}`;
}

export function tellNumber(value: number, stack: Telling, scale: number): string {
  const { factor } = toldIn(stack);
  return formatValue(value * factor, Math.abs(scale * factor));
}

/** A window in words; that of uptake by its ends, as PET is spoken of. */
export function tellWindow(range: WindowRange, stack: Telling | null): readonly string[] {
  const { center, width } = range;
  if (stack && toldIn(stack).unit === SUV) {
    return [`SUV ${tellNumber(center - width / 2, stack, width)} to ${tellNumber(center + width / 2, stack, width)}`];
  }
  const why = stack?.suv ? [`no SUV: ${MISSING[stack.suv.missing] ?? "it can't be told"}`] : [];
  return [`W ${formatValue(width, width)}`, `L ${formatValue(center, width)}`, ...why];
}
