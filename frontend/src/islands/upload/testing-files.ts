/** Bytes of small DICOM files for tests: elements in the order given, explicit little endian. */
export type Value = readonly [tag: number, vr: string, text: string];

const LONG = new Set(["OB", "OW", "SQ", "UN", "UT"]);

export function element([tag, vr, text]: Value, explicit = true): number[] {
  const value = [...new TextEncoder().encode(text)];
  if (value.length % 2 === 1) value.push(vr === "UI" ? 0 : 0x20);
  const head = [...word(tag >>> 16, 2), ...word(tag & 0xffff, 2)];
  if (!explicit) return [...head, ...word(value.length, 4), ...value];
  const letters = [vr.charCodeAt(0), vr.charCodeAt(1)];
  const length = LONG.has(vr) ? [0, 0, ...word(value.length, 4)] : word(value.length, 2);
  return [...head, ...letters, ...length, ...value];
}

export function word(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, index) => (value >>> (8 * index)) & 0xff);
}

export function dicomFile(syntax: string, body: readonly number[]): Uint8Array<ArrayBuffer> {
  const meta = [
    ...element([0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.2"]),
    ...element([0x00020010, "UI", syntax]),
  ];
  return Uint8Array.from([...new Uint8Array(128), ...new TextEncoder().encode("DICM"), ...meta, ...body]);
}

export const PATIENT: readonly Value[] = [
  [0x00080005, "CS", "ISO_IR 192"],
  [0x00080020, "DA", "20240315"],
  [0x00080060, "CS", "CT"],
  [0x00081030, "LO", "CT chest"],
  [0x0008103e, "LO", "Axial lung"],
  [0x00100010, "PN", "Muster^Ärmin=漢字"],
  [0x00100020, "LO", "PID-7"],
  [0x00100030, "DA", "19440101"],
  [0x0020000d, "UI", "1.2.3"],
  [0x0020000e, "UI", "1.2.3.4"],
  [0x00200011, "IS", "4"],
  [0x00280008, "IS", "12"],
  [0x00280010, "US", "ab"],
];
