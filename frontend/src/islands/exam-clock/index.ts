import { setText } from "../../runtime/dom";
import type { Island } from "../../runtime/island";
import { asNumber, asObject, asString, orNull } from "../../runtime/parse";
import { Keeping } from "./keeping";
import { Countdown, clockWords } from "../../runtime/countdown";

const TICK_MS = 500;
const ASK_EVERY_MS = 30_000;
const SHORT_S = 60;

interface Props {
  readonly left: number | null;
  readonly clock: string;
  readonly unsent: string;
  readonly end: string;
}

/** The bar of a sitting: the time that is left, by the library's clock, and what is kept of it. */
class Bar {
  readonly #shown: HTMLElement | null;
  readonly #countdown: Countdown | null;
  readonly #keeping: Keeping | null;
  #askedAt = performance.now();
  #isAsking = false;

  constructor(private readonly root: HTMLElement, private readonly props: Props, signal: AbortSignal) {
    this.#shown = root.querySelector("[data-clock]");
    this.#countdown = props.left === null || this.#shown === null ? null : new Countdown(props.left, () => performance.now());
    const holder = document.querySelector<HTMLElement>("[data-unsent]");
    const form = holder instanceof HTMLFormElement ? holder : holder?.querySelector("form");
    this.#keeping = form ? new Keeping(form, props.unsent, (words) => { this.#say(words); }, signal) : null;
    form?.addEventListener("submit", (event) => { this.#submit(event); }, { signal, capture: true });
    if (!this.#countdown) return;
    const timer = window.setInterval(() => { this.#tick(); }, TICK_MS);
    signal.addEventListener("abort", () => { window.clearInterval(timer); });
    document.addEventListener("visibilitychange", () => { void this.#ask(); }, { signal });
    window.addEventListener("online", () => { void this.#ask(); }, { signal });
    this.#tick();
  }

  #tick(): void {
    const left = this.#countdown?.left ?? 0;
    if (this.#shown) setText(this.#shown, clockWords(left));
    this.#shown?.parentElement?.classList.toggle("pl-short", left <= SHORT_S);
    if (left <= 2) void this.#keeping?.keep();
    const isDue = performance.now() - this.#askedAt >= (left > 0 ? ASK_EVERY_MS : 2_000);
    if (isDue) void this.#ask();
  }

  /** The library says how much is left, and whether it is over. */
  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#askedAt = performance.now();
    try {
      const answer = await fetch(this.props.clock, { cache: "no-store" });
      if (!answer.ok) return;
      const told = asObject(await answer.json(), "clock");
      this.#countdown?.set(orNull(told["left"], "left", asNumber) ?? 0);
      if (told["isOver"] === true || told["isPaused"] === true) location.assign(this.props.end);
    } catch {
      this.#say("No connection. The clock goes on; what you have committed is kept.");
    } finally {
      this.#isAsking = false;
    }
  }

  /** What can't arrive is not sent: the page would be lost to one that says so. */
  #submit(event: Event): void {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#say("No connection. Commit again when it is back; what you wrote stays here.");
  }

  #say(words: string): void {
    const place = this.root.querySelector("[data-kept]");
    if (place) setText(place, words);
  }
}

const examClock: Island = {
  mount(root, props) {
    const json = asObject(props, "exam-clock");
    const stop = new AbortController();
    const text = (name: string): string => orNull(json[name], name, asString) ?? "";
    new Bar(root, { left: orNull(json["left"], "left", asNumber), clock: text("clock"), unsent: text("unsent"), end: text("end") }, stop.signal);
    return () => { stop.abort(); };
  },
};
export default examClock;
