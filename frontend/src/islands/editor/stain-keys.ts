const BY_KEY: Readonly<Record<string, string>> = {
  "+": "positive", "-": "negative", "–": "negative", f: "focal", e: "equivocal", "~": "equivocal", n: "not-done",
};
const TAIL = /^(?<name>.+?)\s*(?:(?<sign>\+\/-|±|\+|[-–−])|\s(?<letter>[fen]))$/i;

/** The result that a key stands for; null for every other key. */
export function resultOfKey(key: string): string | null {
  return BY_KEY[key.toLowerCase()] ?? null;
}

/** `TTF-1+` as a marker and its result; the name alone has none. */
export function readMarker(text: string): { readonly marker: string; readonly result: string | null } {
  const told = text.trim();
  const found = TAIL.exec(told)?.groups;
  if (!found) return { marker: told, result: null };
  const sign = found["sign"] ?? found["letter"] ?? "";
  const result = sign === "+/-" || sign === "±" ? "equivocal" : sign === "−" ? "negative" : resultOfKey(sign);
  return result === null ? { marker: told, result: null } : { marker: (found["name"] ?? "").trim(), result };
}

/** A name as the list writes it, whatever its case, spaces and hyphens. */
export function standardName(name: string, markers: readonly string[]): string {
  const folded = fold(name);
  return markers.find((marker) => fold(marker) === folded) ?? name;
}

function fold(name: string): string {
  return name.replace(/[\s\-–_]+/g, "").toLowerCase();
}
