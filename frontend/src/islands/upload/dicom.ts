import { decode, decoderFor } from "./charsets";

/** What the page tells of a DICOM file. It is read and shown in this browser alone. */
export interface Header {
  readonly patientId: string;
  readonly patientName: string;
  readonly birthDate: string;
  readonly studyUid: string;
  readonly studyDate: string;
  readonly studyDescription: string;
  readonly modality: string;
  readonly seriesUid: string;
  readonly seriesNumber: string;
  readonly seriesDescription: string;
  readonly frames: number;
  readonly isIndex: boolean;
}

/** Enough of a file to reach its series number in all but odd ones. */
export const HEAD_BYTES = 128 * 1024;
export const MORE_HEAD_BYTES = 1024 * 1024;

const PREAMBLE = 128;
const IMPLICIT_LITTLE = "1.2.840.10008.1.2";
const EXPLICIT_BIG = "1.2.840.10008.1.2.2";
const DEFLATED = "1.2.840.10008.1.2.1.99";
const DISC_INDEX = "1.2.840.10008.1.3.10";
const UNDEFINED = 0xffffffff;
const MAX_DEPTH = 16;
const LONG_LENGTHS = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);
const TAGS: Readonly<Record<number, string>> = {
  0x00080005: "charset", 0x00080016: "sopClass", 0x00080020: "studyDate", 0x00080060: "modality",
  0x00081030: "studyDescription", 0x0008103e: "seriesDescription", 0x00100010: "patientName",
  0x00100020: "patientId", 0x00100030: "birthDate", 0x0020000d: "studyUid", 0x0020000e: "seriesUid",
  0x00200011: "seriesNumber", 0x00280008: "frames",
};
const LAST_TAG = 0x00280008;
const ITEM = 0xfffee000, ITEM_END = 0xfffee00d, SEQUENCE_END = 0xfffee0dd;

/** The end of what was read came before the end of what is looked for. */
class CutShort extends Error {}

interface Place { at: number }
interface Encoding { readonly little: boolean; readonly explicit: boolean }
interface Element { readonly tag: number; readonly vr: string; readonly length: number }

/** How a file's first bytes answer: a header, `more` for more bytes, `null` for no DICOM. */
export function readHeader(bytes: Uint8Array<ArrayBuffer>, isWhole: boolean): Header | "more" | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasPreamble = ascii(bytes, PREAMBLE, 4) === "DICM";
  if (!hasPreamble && !looksBare(view)) return null;
  const values = new Map<string, Uint8Array>();
  try {
    if (hasPreamble) walkAfterMeta(view, bytes, values);
    else walk(view, bytes, { at: 0 }, bareEncoding(bytes), values);
  } catch (error) {
    if (!(error instanceof CutShort)) throw error;
    if (!isWhole && !values.has("seriesUid")) return "more";
  }
  return hasPreamble || values.has("sopClass") ? headerOf(values) : null;
}

function walkAfterMeta(view: DataView, bytes: Uint8Array, values: Map<string, Uint8Array>): void {
  const { start, syntax, mediaClass } = readMeta(view, bytes);
  if (mediaClass.length > 0) values.set("sopClass", mediaClass);
  // A deflated file tells nothing here; it is sent, and read where it arrives.
  if (syntax === DEFLATED || plain(mediaClass) === DISC_INDEX) return;
  walk(view, bytes, { at: start }, encodingOf(syntax), values);
}

function headerOf(values: ReadonlyMap<string, Uint8Array>): Header {
  const decoder = decoderFor(plain(values.get("charset")));
  const text = (name: string): string => decode(values.get(name), decoder);
  return {
    patientId: text("patientId"),
    patientName: text("patientName").split("=")[0]?.replaceAll("^", " ").trim() ?? "",
    birthDate: text("birthDate"),
    studyUid: text("studyUid"),
    studyDate: text("studyDate"),
    studyDescription: text("studyDescription"),
    modality: text("modality"),
    seriesUid: text("seriesUid"),
    seriesNumber: text("seriesNumber"),
    seriesDescription: text("seriesDescription"),
    frames: Number.parseInt(text("frames"), 10) || 1,
    isIndex: text("sopClass") === DISC_INDEX,
  };
}

function readMeta(view: DataView, bytes: Uint8Array): { start: number; syntax: string; mediaClass: Uint8Array } {
  const place = { at: PREAMBLE + 4 };
  let syntax = "", mediaClass: Uint8Array = new Uint8Array();
  const meta = { little: true, explicit: true };
  while (place.at + 8 <= view.byteLength && view.getUint16(place.at, true) === 2) {
    const { tag, length } = next(view, place, meta);
    if (length === UNDEFINED) break;
    if (tag === 0x00020010) syntax = plain(slice(bytes, place.at, length));
    if (tag === 0x00020002) mediaClass = slice(bytes, place.at, length);
    place.at += length;
  }
  return { start: place.at, syntax, mediaClass };
}

function encodingOf(syntax: string): Encoding {
  return { little: syntax !== EXPLICIT_BIG, explicit: syntax !== IMPLICIT_LITTLE };
}

/** A bare data set begins with a group of 8 or less, which no other common file does. */
function looksBare(view: DataView): boolean {
  if (view.byteLength < 16) return false;
  const group = view.getUint16(0, true);
  const length = view.getUint32(4, true);
  const isPlausible = (group === 8 || group === 2) && view.getUint16(2, true) < 0x100;
  return isPlausible && (isVr(String.fromCharCode(view.getUint8(4), view.getUint8(5))) || length < 0x10000);
}

function bareEncoding(bytes: Uint8Array): Encoding {
  return { little: true, explicit: isVr(ascii(bytes, 4, 2)) };
}

function walk(view: DataView, bytes: Uint8Array, place: Place, encoding: Encoding, values: Map<string, Uint8Array>): void {
  while (place.at + 8 <= view.byteLength) {
    const element = next(view, place, encoding);
    if (element.tag > LAST_TAG) return;
    const name = TAGS[element.tag];
    if (element.length === UNDEFINED) skipItems(view, place, encoding, 0);
    else {
      if (name !== undefined) values.set(name, slice(bytes, place.at, element.length));
      place.at += element.length;
    }
  }
  throw new CutShort();
}

/** Past a sequence whose length is not stated, and all that is nested in it. */
function skipItems(view: DataView, place: Place, encoding: Encoding, depth: number): void {
  if (depth > MAX_DEPTH) throw new CutShort();
  for (;;) {
    const { tag, length } = next(view, place, encoding);
    if (tag === SEQUENCE_END || tag === ITEM_END) return;
    if (length === UNDEFINED) skipItems(view, place, encoding, depth + 1);
    else place.at += length;
  }
}

function next(view: DataView, place: Place, { little, explicit }: Encoding): Element {
  if (place.at + 12 > view.byteLength) throw new CutShort();
  const tag = view.getUint16(place.at, little) * 0x10000 + view.getUint16(place.at + 2, little);
  const isItem = tag === ITEM || tag === ITEM_END || tag === SEQUENCE_END;
  if (!explicit || isItem) {
    place.at += 8;
    return { tag, vr: "", length: view.getUint32(place.at - 4, little) };
  }
  const vr = String.fromCharCode(view.getUint8(place.at + 4), view.getUint8(place.at + 5));
  const isLong = LONG_LENGTHS.has(vr) || !isVr(vr);
  const length = isLong ? view.getUint32(place.at + 8, little) : view.getUint16(place.at + 6, little);
  place.at += isLong ? 12 : 8;
  return { tag, vr, length };
}

function slice(bytes: Uint8Array, at: number, length: number): Uint8Array {
  if (at + length > bytes.length) throw new CutShort();
  return bytes.subarray(at, at + length);
}

function isVr(text: string): boolean {
  return /^[A-Z]{2}$/.test(text);
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

function plain(bytes: Uint8Array | undefined): string {
  return bytes ? ascii(bytes, 0, bytes.length).replace(/[\0 ]+$/, "") : "";
}
