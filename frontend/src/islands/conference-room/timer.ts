import { setText } from "../../runtime/dom";

const TICK_MS = 250;
const MINUTE_S = 60;

/** A clock that runs down for everyone at once, by the server's time. */
export class Timer {
  #ends = 0;
  #offset = 0;

  constructor(private readonly root: HTMLElement, signal: AbortSignal) {
    const timer = setInterval(() => { this.#show(); }, TICK_MS);
    signal.addEventListener("abort", () => { clearInterval(timer); });
  }

  /** The server's clock says `ms` now. */
  isNow(ms: number): void { this.#offset = ms - Date.now(); }

  until(ms: number): void {
    this.#ends = ms;
    this.#show();
  }

  #show(): void {
    const clock = this.root.querySelector<HTMLElement>("[data-conf-timer]");
    if (!clock) return;
    clock.hidden = this.#ends === 0;
    if (this.#ends !== 0) setText(clock, inWords(this.#ends - Date.now() - this.#offset));
  }
}

/** Minutes and seconds that are left, or that the time is up. */
export function inWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 0) return "Time is up";
  return `${String(Math.floor(seconds / MINUTE_S))}:${String(seconds % MINUTE_S).padStart(2, "0")}`;
}
