import { clamp } from "../../runtime/dom";

/** What of a stack is shown; numbers are those of the whole stack, from 1. */
export interface Trim {
  readonly first: number;
  readonly last: number;
  readonly every: number;
}

/** The slices of a stack that are shown, in order. Their numbers stay those of the whole stack. */
export class Slices {
  readonly first: number;
  readonly #every: number;
  /** How many there are. */
  readonly count: number;

  constructor(readonly whole: number, private readonly trim: Trim | null = null) {
    this.first = clamp(trim?.first ?? 1, 1, Math.max(whole, 1));
    this.#every = Math.max(trim?.every ?? 1, 1);
    const end = clamp(trim?.last ?? whole, this.first, Math.max(whole, 1));
    this.count = Math.floor((end - this.first) / this.#every) + 1;
  }

  get last(): number { return this.at(this.count); }
  get all(): readonly number[] { return Array.from({ length: this.count }, (_, index) => this.at(index + 1)); }

  /** The slice at a place among those shown, places from 1. */
  at(place: number): number {
    return this.first + (clamp(place, 1, this.count) - 1) * this.#every;
  }

  /** The place of a slice among those shown, or of the one nearest to it. */
  placeOf(slice: number): number {
    return clamp(Math.round((slice - this.first) / this.#every) + 1, 1, this.count);
  }

  nearest(slice: number): number {
    return this.at(this.placeOf(slice));
  }

  has(slice: number): boolean {
    return this.nearest(slice) === slice;
  }

  /** So many slices on; stays at the ends. */
  step(slice: number, by: number): number {
    return this.at(this.placeOf(slice) + by);
  }

  /** The next of a loop, round and round. */
  next(slice: number): number {
    return slice >= this.last ? this.first : this.step(slice, 1);
  }

  /** "8 / 15", and "8 / 4–13" where not all are shown. */
  read(slice: number): string {
    return this.trim ? `${slice} / ${this.first}–${this.last}` : `${slice} / ${this.whole}`;
  }

  /** For those who hear it. */
  say(slice: number): string {
    return this.trim ? `slice ${slice}, of those from ${this.first} to ${this.last}` : `slice ${slice} of ${this.whole}`;
  }
}
