import { asArray, asCount, asNumber, asNumbers, asObject, asOneOf, asString, orNull } from "../../runtime/parse";
import { DTYPES, bytesPerValue, valueCount } from "./values";
import type { Dtype, FrameForm } from "./values";
import { VOI_FUNCTIONS } from "./window-math";
import type { Lut, VoiFunction, WindowRange } from "./window-math";

export const PHOTOMETRICS = ["MONOCHROME1", "MONOCHROME2", "RGB", "PALETTE COLOR"] as const;
/** In the patient, at the detector (magnified), a shape without a size, or not known. */
export const SPACING_KINDS = ["patient", "imager", "aspect", "none"] as const;

export interface Preset extends WindowRange {
  readonly label: string;
}

export interface Orientation {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

export interface StackFrame {
  readonly sop: string;
  readonly frame: number;
  /** Of the centre of the first pixel, patient coordinates. */
  readonly position: readonly number[] | null;
  readonly slope: number;
  readonly intercept: number;
  readonly window: WindowRange | null;
}

/** PET's uptake: how many SUV one modality unit is, or what is missing to know. */
export interface Suv {
  readonly factor: number | null;
  readonly missing: string;
}

export interface Palette {
  readonly first: number;
  /** Red, green, blue and opaque of each entry, 8 bits. */
  readonly rgba: Uint8Array<ArrayBuffer>;
}

/** One scrollable stack: frames of one size and kind, slice 1 first. */
export interface Stack extends FrameForm {
  readonly dtype: Dtype;
  readonly plane: string | null;
  /** Row spacing over column spacing. */
  readonly pixelAspect: number;
  /** From row to row and from column to column, as `spacingKind` says where. */
  readonly pixelSpacingMm: readonly number[] | null;
  readonly spacingKind: (typeof SPACING_KINDS)[number];
  readonly sliceThicknessMm: number | null;
  readonly orientation: Orientation | null;
  /** R or L, and CC, MLO … of a mammogram; null for all else, and where it is not said. */
  readonly laterality: string | null;
  readonly view: string | null;
  readonly imageOrientation: readonly number[] | null;
  /** Positions of two stacks compare only where this is the same. */
  readonly frameOfReference: string | null;
  readonly photometric: (typeof PHOTOMETRICS)[number];
  readonly unit: string;
  /** null for all but PET. */
  readonly suv: Suv | null;
  readonly transferSyntax: string;
  readonly lossy: boolean;
  readonly frameTimeMs: number | null;
  readonly presets: readonly Preset[];
  readonly voiFunction: VoiFunction;
  readonly voiLut: Lut | null;
  readonly modalityLut: Lut | null;
  readonly palette: Palette | null;
  readonly padding: readonly [number, number] | null;
  readonly frames: readonly StackFrame[];
}

/** @throws {TypeError} when the series' description is not what was agreed. */
export function parseStacks(json: unknown): readonly Stack[] {
  const root = asObject(json, "stacks");
  if (root["version"] !== 1) throw new TypeError("stacks: version 1 was expected");
  return asArray(root["stacks"], "stacks", parseStack);
}

function parseStack(value: unknown, place: string): Stack {
  const json = asObject(value, place);
  const orientation = orNull(json["orientation"], `${place}.orientation`, parseOrientation);
  const frames = asArray(json["frames"], `${place}.frames`, parseFrame);
  if (frames.length === 0) throw new TypeError(`${place}.frames: at least one was expected`);
  return {
    ...parseForm(json, place),
    ...parseTones(json, place),
    plane: orNull(json["plane"], `${place}.plane`, asString),
    pixelAspect: asNumber(json["pixel_aspect"], `${place}.pixel_aspect`),
    pixelSpacingMm: orNull(json["pixel_spacing_mm"], `${place}.pixel_spacing_mm`, two),
    spacingKind: asOneOf(json["spacing_kind"] ?? "none", `${place}.spacing_kind`, SPACING_KINDS),
    sliceThicknessMm: orNull(json["slice_thickness_mm"], `${place}.slice_thickness_mm`, asNumber),
    orientation,
    laterality: orNull(json["laterality"], `${place}.laterality`, asString),
    view: orNull(json["view"], `${place}.view`, asString),
    imageOrientation: orNull(json["image_orientation"], `${place}.image_orientation`, six),
    frameOfReference: orNull(json["frame_of_reference"], `${place}.frame_of_reference`, asString),
    transferSyntax: asString(json["transfer_syntax"], `${place}.transfer_syntax`),
    lossy: json["lossy"] === true,
    frameTimeMs: orNull(json["frame_time_ms"], `${place}.frame_time_ms`, asNumber),
    frames,
  };
}

const six = (value: unknown, place: string): readonly number[] => asNumbers(value, place, 6);
const two = (value: unknown, place: string): readonly number[] => asNumbers(value, place, 2);
const three = (value: unknown, place: string): readonly number[] => asNumbers(value, place, 3);

function parseForm(json: Readonly<Record<string, unknown>>, place: string): FrameForm {
  return {
    rows: asCount(json["rows"], `${place}.rows`),
    columns: asCount(json["columns"], `${place}.columns`),
    samples: asCount(json["samples"], `${place}.samples`),
    dtype: asOneOf(json["dtype"], `${place}.dtype`, DTYPES),
    bitsStored: asCount(json["bits_stored"], `${place}.bits_stored`),
  };
}

function parseTones(
  json: Readonly<Record<string, unknown>>,
  place: string,
): Pick<
  Stack,
  "photometric" | "unit" | "suv" | "presets" | "voiFunction" | "voiLut" | "modalityLut" | "palette" | "padding"
> {
  return {
    photometric: asOneOf(json["photometric"], `${place}.photometric`, PHOTOMETRICS),
    unit: orNull(json["unit"], `${place}.unit`, asString) ?? "",
    suv: orNull(json["suv"], `${place}.suv`, parseSuv),
    presets: asArray(json["presets"] ?? [], `${place}.presets`, parsePreset),
    voiFunction: asOneOf(json["voi_function"] ?? "LINEAR", `${place}.voi_function`, VOI_FUNCTIONS),
    voiLut: orNull(json["voi_lut"], `${place}.voi_lut`, parseLut),
    modalityLut: orNull(json["modality_lut"], `${place}.modality_lut`, parseLut),
    palette: orNull(json["palette"], `${place}.palette`, parsePalette),
    padding: orNull(json["padding"], `${place}.padding`, parsePadding),
  };
}

export function parseWindow(value: unknown, place: string): WindowRange {
  const [center, width] = asNumbers(value, place, 2);
  return { center: center ?? 0, width: width ?? 1 };
}

function parsePadding(value: unknown, place: string): readonly [number, number] {
  const [low, high] = asNumbers(value, place, 2);
  return [low ?? 0, high ?? 0];
}

function parsePreset(value: unknown, place: string): Preset {
  const json = asObject(value, place);
  return {
    label: asString(json["label"], `${place}.label`),
    center: asNumber(json["center"], `${place}.center`),
    width: asNumber(json["width"], `${place}.width`),
  };
}

function parseSuv(value: unknown, place: string): Suv {
  const json = asObject(value, place);
  return {
    factor: orNull(json["factor"], `${place}.factor`, asNumber),
    missing: orNull(json["missing"], `${place}.missing`, asString) ?? "",
  };
}

function parseOrientation(value: unknown, place: string): Orientation {
  const json = asObject(value, place);
  const side = (name: string): string => asString(json[name], `${place}.${name}`);
  return { left: side("left"), right: side("right"), top: side("top"), bottom: side("bottom") };
}

function parseFrame(value: unknown, place: string): StackFrame {
  const json = asObject(value, place);
  return {
    sop: asString(json["sop"], `${place}.sop`),
    frame: asCount(json["frame"], `${place}.frame`),
    position: orNull(json["position_mm"], `${place}.position_mm`, three),
    slope: asNumber(json["slope"] ?? 1, `${place}.slope`),
    intercept: asNumber(json["intercept"] ?? 0, `${place}.intercept`),
    window: orNull(json["window"], `${place}.window`, parseWindow),
  };
}

function bytesOf(value: unknown, place: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(asString(value, place)), (letter) => letter.charCodeAt(0));
}

/** Entries of up to 8 bits are one byte each, wider ones two, little endian. */
function entries(value: unknown, place: string, bits: number): Lut["data"] {
  const bytes = bytesOf(value, place);
  return bits <= 8 ? bytes : new Uint16Array(bytes.buffer);
}

function parseLut(value: unknown, place: string): Lut {
  const json = asObject(value, place);
  const bits = asCount(json["bits"], `${place}.bits`);
  const data = entries(json["data"], `${place}.data`, bits);
  if (data.length === 0) throw new TypeError(`${place}.data: entries were expected`);
  return { first: asNumber(json["first"], `${place}.first`), bits, data };
}

function parsePalette(value: unknown, place: string): Palette {
  const json = asObject(value, place);
  const bits = asCount(json["bits"], `${place}.bits`);
  const colours = ["red", "green", "blue"].map((name) => entries(json[name], `${place}.${name}`, bits));
  const count = Math.min(...colours.map((colour) => colour.length));
  if (count === 0) throw new TypeError(`${place}: entries were expected`);
  const rgba = new Uint8Array(count * 4).fill(255);
  colours.forEach((colour, channel) => {
    for (let i = 0; i < count; i += 1) rgba[i * 4 + channel] = (colour[i] ?? 0) >> Math.max(bits - 8, 0);
  });
  return { first: asNumber(json["first"], `${place}.first`), rgba };
}

export function frameBytes(stack: Stack): number {
  return valueCount(stack) * bytesPerValue(stack.dtype);
}
