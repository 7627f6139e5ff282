/** Specific Character Set (0008,0005), PS3.3 section C.12.1.1.2, as the browser calls it. */
const LABELS: Readonly<Record<string, string>> = {
  "": "windows-1252", "ISO_IR 6": "windows-1252", "ISO_IR 100": "windows-1252",
  "ISO_IR 101": "iso-8859-2", "ISO_IR 109": "iso-8859-3", "ISO_IR 110": "iso-8859-4",
  "ISO_IR 144": "iso-8859-5", "ISO_IR 127": "iso-8859-6", "ISO_IR 126": "iso-8859-7",
  "ISO_IR 138": "iso-8859-8", "ISO_IR 148": "windows-1254", "ISO_IR 13": "shift_jis",
  "ISO_IR 166": "windows-874", "ISO_IR 192": "utf-8", GB18030: "gb18030", GBK: "gbk",
  "ISO 2022 IR 87": "iso-2022-jp", "ISO 2022 IR 149": "euc-kr", "ISO 2022 IR 58": "gbk",
};

/** The one decoder that does best for all values: the last set stated is the one in use. */
export function decoderFor(stated: string): TextDecoder {
  const sets = stated.split("\\").map((name) => name.trim());
  const last = sets.at(-1) ?? "";
  const label = LABELS[last] ?? LABELS[last.replace("ISO 2022 IR", "ISO_IR")] ?? "windows-1252";
  return new TextDecoder(label);
}

export function decode(bytes: Uint8Array | undefined, decoder: TextDecoder): string {
  if (!bytes) return "";
  const text = decoder.decode(bytes);
  // What would turn text around or stop a reader does not belong in a name.
  return text.replace(/[\p{Cc}\p{Cf}]/gu, "").trim();
}
