/** What a file is, as far as its first bytes and its name tell. */
export type Kind = "dicom" | "picture" | "archive" | "index" | "neighbour";

const STARTS: readonly (readonly [Kind, readonly number[]])[] = [
  ["archive", [0x50, 0x4b, 0x03, 0x04]],
  ["archive", [0x50, 0x4b, 0x05, 0x06]],
  ["picture", [0xff, 0xd8, 0xff]],
  ["picture", [0x89, 0x50, 0x4e, 0x47]],
  ["picture", [0x49, 0x49, 0x2a, 0x00]],
  ["picture", [0x4d, 0x4d, 0x00, 0x2a]],
  ["picture", [0x49, 0x49, 0x2b, 0x00]],
  ["picture", [0x4d, 0x4d, 0x00, 0x2b]],
];
/** Office documents and programs are ZIP archives too. */
const NO_ARCHIVES = /\.(docx|xlsx|pptx|odt|ods|odp|jar|apk|epub)$/i;
const NO_PICTURES = /^thumbs\.db$/i;

/** The kind by first bytes, or null where only a DICOM reader can say. */
export function kindOf(name: string, start: Uint8Array): Kind | null {
  if (NO_PICTURES.test(name)) return "neighbour";
  if (/^DICOMDIR$/i.test(name)) return "index";
  const found = STARTS.find(([, bytes]) => bytes.every((byte, index) => start[index] === byte));
  if (found?.[0] === "archive" && NO_ARCHIVES.test(name)) return "neighbour";
  // A DICOM file may have a preamble that makes it a picture to other programs (PS3.10 7.1).
  const isDicom = start.length > 132 && String.fromCharCode(...start.subarray(128, 132)) === "DICM";
  return isDicom ? null : (found?.[0] ?? null);
}
