/** Window Center (0028,1050) and Width (0028,1051), in modality units. */
export interface WindowRange {
  readonly center: number;
  readonly width: number;
}

export const VOI_FUNCTIONS = ["LINEAR", "LINEAR_EXACT", "SIGMOID"] as const;
export type VoiFunction = (typeof VOI_FUNCTIONS)[number];

/** A look-up table of the object: what the value `first` and those after it become. */
export interface Lut {
  readonly first: number;
  readonly bits: number;
  readonly data: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
}

/**
 * A modality value as a share of full brightness, 0 to 1.
 *
 * PS3.3 C.11.2.1.2 (LINEAR), C.11.2.1.3.2 (LINEAR_EXACT), C.11.2.1.3.1 (SIGMOID).
 */
export function windowed(value: number, range: WindowRange, fn: VoiFunction): number {
  const { center, width } = range;
  if (fn === "SIGMOID") return 1 / (1 + Math.exp((-4 * (value - center)) / width));
  if (fn === "LINEAR_EXACT") return clip((value - center) / width + 0.5);
  if (value <= center - 0.5 - (width - 1) / 2) return 0;
  if (value > center - 0.5 + (width - 1) / 2) return 1;
  return clip((value - (center - 0.5)) / (width - 1) + 0.5);
}

function clip(share: number): number {
  return Math.min(Math.max(share, 0), 1);
}

/** What a table makes of a value; values beyond its ends take the end's (PS3.3 C.11.1.1). */
export function lookUp(lut: Lut, value: number): number {
  const index = Math.min(Math.max(Math.round(value) - lut.first, 0), lut.data.length - 1);
  return lut.data[index] ?? 0;
}

/** How the values of a stack become light. */
export interface ToneMap {
  readonly slope: number;
  readonly intercept: number;
  readonly modalityLut: Lut | null;
  readonly voiLut: Lut | null;
  readonly window: WindowRange;
  readonly voiFunction: VoiFunction;
  /** Bright becomes dark: MONOCHROME1, or the reader's wish, not both. */
  readonly inverted: boolean;
  /** Stored values, ends included, that stand for "nothing here" and stay black. */
  readonly padding: readonly [number, number] | null;
}

export function isPadding(stored: number, tone: ToneMap): boolean {
  return tone.padding !== null && stored >= tone.padding[0] && stored <= tone.padding[1];
}

/** Stored value to modality unit, such as HU (PS3.3 C.11.1). */
export function modalityValue(stored: number, tone: ToneMap): number {
  if (tone.modalityLut) return lookUp(tone.modalityLut, stored);
  return stored * tone.slope + tone.intercept;
}

/** Stored value to grey level, 0 to 255. */
export function greyLevel(stored: number, tone: ToneMap): number {
  if (isPadding(stored, tone)) return 0;
  const value = modalityValue(stored, tone);
  const share = tone.voiLut
    ? lookUp(tone.voiLut, value) / (2 ** tone.voiLut.bits - 1)
    : windowed(value, tone.window, tone.voiFunction);
  return Math.round(255 * (tone.inverted ? 1 - share : share));
}

/** A window after a drag: across for width, up and down for center, in steps of its own size. */
export function draggedWindow(range: WindowRange, dxPx: number, dyPx: number): WindowRange {
  const step = Math.max(range.width, Number.EPSILON) / 300;
  const least = Math.min(1, range.width);
  return {
    width: Math.max(range.width + dxPx * step, least),
    center: range.center + dyPx * step,
  };
}

/** A number for the read-out: whole where the window is coarse, digits where it is fine. */
export function formatValue(value: number, scale: number): string {
  const digits = scale >= 20 ? 0 : scale >= 2 ? 1 : scale >= 0.2 ? 2 : 4;
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? (0).toFixed(digits) : text).replace("-", "−");
}
