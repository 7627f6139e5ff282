/** A slice that stands longer than this was left standing, seconds. */
const LONGEST_S = 60;

/** How long each slice of one stack was looked at, while the page could be seen. */
export class Looks {
  readonly #times = new Map<number, number>();
  #slice: number | null = null;
  #since = 0;

  constructor(private readonly now: () => number) {}

  /** This slice came up; null: none of the stack is seen any more. */
  show(slice: number | null): void {
    this.#close();
    this.#slice = slice;
  }

  /** Slice and seconds, in order. */
  all(): readonly (readonly [number, number])[] {
    this.#close();
    return [...this.#times].sort(([a], [b]) => a - b).map(([slice, seconds]) => [slice, Math.round(seconds * 10) / 10]);
  }

  #close(): void {
    const at = this.now();
    if (this.#slice !== null) {
      const stood = Math.min(Math.max((at - this.#since) / 1000, 0), LONGEST_S);
      this.#times.set(this.#slice, (this.#times.get(this.#slice) ?? 0) + stood);
    }
    this.#since = at;
  }
}
