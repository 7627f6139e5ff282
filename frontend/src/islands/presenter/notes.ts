import { setText } from "../../runtime/dom";
import { clockWords } from "../../runtime/countdown";
import { Channel } from "./channel";
import type { Standing, Wish } from "./channel";
import { after } from "./position";
import type { PresenterProps } from "./props";

const TICK_MS = 1_000;
const WISHES: Readonly<Record<string, Wish>> = { PageDown: "next", PageUp: "previous", ".": "blank", b: "blank" };

/** The second screen: the note of what is shown, the clock, and what comes next. */
export class Notes {
  readonly #channel: Channel;
  #begun = performance.now();

  constructor(private readonly root: HTMLElement, private readonly props: PresenterProps, signal: AbortSignal) {
    this.#channel = new Channel(props.key, { at: (standing) => { this.#show(standing); } }, signal);
    const timer = window.setInterval(() => { this.#tick(); }, TICK_MS);
    signal.addEventListener("abort", () => { window.clearInterval(timer); });
    root.addEventListener("click", (event) => { this.#clicked(event); }, { signal });
    document.addEventListener("keydown", (event) => {
      const wish = WISHES[event.key];
      if (!wish || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.#channel.wish(wish);
    }, { signal });
    this.#tick();
    this.#channel.hello();
  }

  #clicked(event: Event): void {
    const wish = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-do]")?.dataset["do"] : undefined;
    if (wish === "next" || wish === "previous" || wish === "blank") this.#channel.wish(wish);
    else if (wish === "restart") {
      this.#begun = performance.now();
      this.#tick();
    }
  }

  #show(standing: Standing): void {
    const slide = this.props.slides[standing.number - 1];
    if (!slide) return;
    const next = after(this.props.slides, standing);
    const following = this.props.slides[next.number - 1];
    const isLast = next.number === standing.number && next.step === standing.step;
    this.#write("title", slide.title);
    this.#write("detail", slide.detail);
    this.#write("note", slide.note || "No note.");
    this.#write("where", `${String(standing.number)} of ${String(this.props.slides.length)}, step ${String(standing.step + 1)} of ${String(slide.steps)}${standing.isBlank ? ", the screen is blank" : ""}`);
    this.#write("next", isLast ? "The end" : next.number === standing.number ? "More of this one" : (following?.title ?? ""));
  }

  #tick(): void {
    this.#write("clock", new Date().toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" }));
    this.#write("elapsed", clockWords((performance.now() - this.#begun) / 1000));
  }

  #write(name: string, words: string): void {
    const place = this.root.querySelector(`[data-${name}]`);
    if (place) setText(place, words);
  }
}
