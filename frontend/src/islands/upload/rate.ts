const WINDOW_MS = 15_000;

/** How fast it goes, over the last seconds: a line that was slow at first is soon forgiven. */
export class Rate {
  private readonly marks: (readonly [number, number])[] = [];

  note(bytes: number, at: number): void {
    this.marks.push([at, bytes]);
    while (this.marks.length > 2 && at - (this.marks[0]?.[0] ?? at) > WINDOW_MS) this.marks.shift();
  }

  /** Seconds until `left` bytes are sent; infinite while nothing is known. */
  secondsFor(left: number): number {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    if (!first || !last || last[1] <= first[1]) return Infinity;
    return left / ((last[1] - first[1]) / ((last[0] - first[0]) / 1000));
  }
}
