/** Points that a row holds: a whole number from 0 to 100, or null where none is written. */
export function pointsOf(text: string): number | null {
  const typed = text.trim();
  if (!/^\d{1,3}$/.test(typed)) return null;
  const points = Number(typed);
  return points <= FULL ? points : null;
}

const FULL = 100;

/** What is left of a hundred; below 0 where too much was given. */
export function restOf(points: readonly (number | null)[]): number {
  return FULL - points.reduce<number>((sum, each) => sum + (each ?? 0), 0);
}

/** The most a row can take while the others keep what they have. */
export function mostOf(row: number, points: readonly (number | null)[]): number {
  return Math.max(0, restOf(points.map((each, at) => (at === row ? 0 : each))));
}

/** What stands beside “something else”. */
export function wordsOf(rest: number): string {
  return rest >= 0 ? String(rest) : `${String(FULL - rest)} of 100: take ${String(-rest)} away`;
}

/** How many rows to show: those with something in them, and one more to write in. */
export function shownRows(names: readonly string[]): number {
  const used = names.reduce((last, name, at) => (name.trim() ? at + 1 : last), 0);
  return Math.min(names.length, used + 1);
}
