import { clamp, setText } from "../../runtime/dom";
import type { FilmBox, Spot } from "./film";

const FULL = 100;
/** How far a press of an arrow moves the mark, as a share of the image's width. */
const STEP = 0.02;
const ASKS_ELSEWHERE = "This is another series than the one that is asked about.";

/** The form of a vote as it is filled in: what is left of a hundred, and where the mark is. */
export class Ballot {
  #spot: Spot | null = null;
  /** Where the film stood last: the middle of it can be marked by the keyboard. */
  seen: Spot | null = null;

  constructor(private readonly root: HTMLElement, private readonly film: FilmBox, signal: AbortSignal) {
    root.addEventListener("input", () => { this.#sum(); }, { signal });
    root.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-nudge]") : null;
      if (button) this.#nudge(button.dataset["nudge"] ?? "");
    }, { signal });
    this.dress();
  }

  get #form(): HTMLFormElement | null { return this.root.querySelector('form[data-conf-vote="mark"]'); }

  /** Another question is asked, or none. */
  dress(): void {
    this.#spot = null;
    this.film.mark(null);
    const pad = this.#form?.querySelector<HTMLElement>(".conf-nudge");
    if (pad) pad.hidden = false;
    this.#sum();
  }

  /** Someone tapped the images while a mark on `series` is asked for. */
  tap(spot: Spot, series: string): void {
    if (!this.#form || series === "" || !spot.at) return;
    if (spot.series === series) this.#put(spot);
    else this.#say(ASKS_ELSEWHERE);
  }

  /** The film was hung anew. */
  show(): void { this.film.mark(this.#spot); }

  #nudge(by: string): void {
    const [dx, dy] = by.split(",").map(Number);
    if (dx === undefined || dy === undefined) return;
    const isMiddle = dx === 0 && dy === 0;
    const from = isMiddle || !this.#spot ? this.#middle() : this.#spot;
    if (!from?.at) return;
    const step = from.columns * STEP;
    const [x, y] = from.at;
    this.#put({ ...from, at: [clamp(x + dx * step, 0, from.columns), clamp(y + dy * step, 0, from.rows)] });
  }

  #middle(): Spot | null {
    return this.seen && { ...this.seen, at: [this.seen.columns / 2, this.seen.rows / 2] };
  }

  #put(spot: Spot): void {
    const form = this.#form;
    if (!form || !spot.at) return;
    const [x, y] = spot.at;
    const fields = { slice: spot.frame, x: x.toFixed(1), y: y.toFixed(1) };
    for (const [name, value] of Object.entries(fields)) {
      form.querySelector<HTMLInputElement>(`[name="${name}"]`)?.setAttribute("value", String(value));
    }
    this.#spot = spot;
    this.film.mark(spot);
    this.#say(`Your mark is on slice ${String(spot.frame)}. It counts once you vote.`);
  }

  #say(sentence: string): void {
    const place = this.#form?.querySelector("[data-conf-place]");
    if (place) setText(place, sentence);
  }

  #sum(): void {
    const rest = this.root.querySelector("[data-conf-rest]");
    if (!rest) return;
    const inputs = this.root.querySelectorAll<HTMLInputElement>('form[data-conf-vote="points"] input[name^="points-"]');
    const left = FULL - [...inputs].reduce((sum, input) => sum + (Number(input.value) || 0), 0);
    setText(rest, left < 0 ? `take ${String(-left)} away` : String(left));
  }
}
