/** Guards for JSON from the server: it is `unknown` until each field has been looked at. */
export type Json = Readonly<Record<string, unknown>>;

export function asObject(value: unknown, place: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`${place}: an object was expected`);
  }
  return value as Json; // the three checks above leave nothing but a plain object
}

export function asArray<T>(
  value: unknown,
  place: string,
  each: (item: unknown, place: string) => T,
): readonly T[] {
  if (!Array.isArray(value)) throw new TypeError(`${place}: a list was expected`);
  return value.map((item: unknown, index) => each(item, `${place}[${index}]`));
}

export function asString(value: unknown, place: string): string {
  if (typeof value !== "string") throw new TypeError(`${place}: text was expected`);
  return value;
}

export function asNumber(value: unknown, place: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new TypeError(`${place}: a number was expected`);
  }
  return value;
}

export function asCount(value: unknown, place: string): number {
  const count = asNumber(value, place);
  if (!Number.isInteger(count) || count < 1) {
    throw new TypeError(`${place}: a whole number from 1 was expected`);
  }
  return count;
}

export function asOneOf<T extends string>(value: unknown, place: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new TypeError(`${place}: one of ${choices.join(", ")} was expected`);
  return found;
}

/** The value, or null where it is null or absent. */
export function orNull<T>(
  value: unknown,
  place: string,
  parse: (value: unknown, place: string) => T,
): T | null {
  return value === null || value === undefined ? null : parse(value, place);
}

/** A list of exactly `length` numbers. */
export function asNumbers(value: unknown, place: string, length: number): readonly number[] {
  const numbers = asArray(value, place, asNumber);
  if (numbers.length !== length) throw new TypeError(`${place}: ${length} numbers were expected`);
  return numbers;
}
