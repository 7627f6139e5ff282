import type { Position } from "./props";

/** More often than this nobody sees. */
const GAP_MS = 40;
const AGAIN_MS = 500;
/** An answer that is not here by then does not come: the phone has changed networks. */
const LONGEST_MS = 5000;

/** Tells the room where the slices stand: one message at a time, and only ever the latest. */
export class Sender {
  #next: Position | null = null;
  #isBusy = false;

  constructor(private readonly url: string, private readonly signal: AbortSignal) {}

  send(position: Position): void {
    this.#next = position;
    if (!this.#isBusy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    while (this.#next && !this.signal.aborted) {
      const position = this.#next;
      this.#next = null;
      const arrived = await this.#post(position);
      if (!arrived) this.#next ??= position;
      await pause(arrived ? GAP_MS : AGAIN_MS);
    }
    this.#isBusy = false;
  }

  /** False where it should be tried again; a refusal is an answer. */
  async #post(position: Position): Promise<boolean> {
    try {
      const headers = { "X-ReadingRoom": "1", "Content-Type": "application/json" };
      const body = JSON.stringify(position);
      const signal = AbortSignal.any([this.signal, AbortSignal.timeout(LONGEST_MS)]);
      await fetch(this.url, { method: "POST", headers, body, signal });
      return true;
    } catch {
      return false;
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => { setTimeout(done, ms); });
}
