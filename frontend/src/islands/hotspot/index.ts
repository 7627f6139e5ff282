import { make, setText } from "../../runtime/dom";
import type { Island } from "../../runtime/island";
import { FilmSide } from "./film";
import { Looks } from "./looks";
import { Unsent } from "./spots";
import type { Spot } from "./spots";

/** Marks on the film as an answer: listed, gone to, taken away, kept until they are sent. */
class Hotspot {
  readonly #looks = new Looks(() => performance.now());
  readonly #film: FilmSide;
  readonly #unsent: Unsent;
  readonly #list: HTMLElement;
  readonly #said: HTMLElement;
  readonly #none: HTMLInputElement;
  #spots: readonly Spot[] = [];

  constructor(private readonly form: HTMLFormElement, signal: AbortSignal) {
    const [list, said] = [form.querySelector<HTMLElement>("[data-spots]"), form.querySelector<HTMLElement>("[data-said]")];
    const none = form.querySelector<HTMLInputElement>("[data-none]");
    if (!list || !said || !none) throw new TypeError("a form without its parts");
    [this.#list, this.#said, this.#none] = [list, said, none];
    this.#unsent = new Unsent(`readingroom-spots-${form.dataset["keep"] ?? ""}`);
    this.#spots = this.#unsent.read();
    this.#film = new FilmSide(form.dataset["film"] ?? "", this.#looks, (spots) => { this.#heard(spots); }, signal);
    this.#film.whenReady(() => {
      if (this.#spots.length > 0) this.#film.put(this.#spots);
      this.#film.askView();
    }, signal);
    none.addEventListener("change", () => { this.#draw(); }, { signal });
    form.addEventListener("submit", (event) => { this.#submit(event); }, { signal });
    this.#draw();
  }

  #heard(spots: readonly Spot[]): void {
    const count = spots.length - this.#spots.length;
    this.#spots = spots;
    this.#unsent.write(spots);
    if (spots.length > 0) this.#none.checked = false;
    this.#draw();
    const last = spots[spots.length - 1];
    if (count > 0 && last) setText(this.#said, `Mark ${String(spots.length)} on slice ${String(last.slice)}`);
    else if (count < 0) setText(this.#said, `Mark removed, ${words(spots.length)} left`);
  }

  #draw(): void {
    this.#none.disabled = this.#spots.length > 0;
    const rows = this.#spots.map((spot, at) => this.#row(spot, at));
    const how = make("p", { class: "ask-small" }, "Click or tap what you see, or press Enter over it. Drag a mark to move it, Delete removes the chosen one, Shift and arrows shift it.");
    this.#list.replaceChildren(how, rows.length > 0 ? make("ol", { class: "ask-marks", "aria-label": "Your marks" }, ...rows) : make("p", { class: "ask-none" }, "No marks yet"));
  }

  #row(spot: Spot, at: number): HTMLElement {
    const name = `Mark ${String(at + 1)}`;
    const go = make("button", { type: "button", class: "btn plain", "aria-label": `${name}, go to slice ${String(spot.slice)}` }, `${name}, slice ${String(spot.slice)}`);
    const drop = make("button", { type: "button", class: "btn plain", "aria-label": `Remove mark ${String(at + 1)}` }, "Remove");
    go.addEventListener("click", () => { this.#film.go(spot.slice); });
    drop.addEventListener("click", () => { this.#remove(at); });
    return make("li", {}, go, drop);
  }

  #remove(at: number): void {
    const left = this.#spots.filter((_, place) => place !== at);
    this.#film.put(left);
    this.#heard(left);
    const buttons = this.#list.querySelectorAll<HTMLButtonElement>("li button:last-child");
    (buttons[Math.min(at, buttons.length - 1)] ?? this.#none).focus();
  }

  #submit(event: SubmitEvent): void {
    if (this.#spots.length === 0 && !this.#none.checked) {
      event.preventDefault();
      setText(this.#said, "Mark what is abnormal, or say that there is none.");
      this.#none.focus();
      this.form.classList.add("ask-asked");
      return;
    }
    this.#fill("[data-marks]", this.#spots);
    this.#fill("[data-seen]", this.#looks.all());
  }

  #fill(place: string, value: unknown): void {
    const field = this.form.querySelector<HTMLInputElement>(place);
    if (field) field.value = JSON.stringify(value);
  }
}

function words(count: number): string {
  return count === 1 ? "1 mark" : `${String(count)} marks`;
}

const hotspot: Island = {
  mount(root) {
    if (!(root instanceof HTMLFormElement)) throw new TypeError("a form was expected");
    const stop = new AbortController();
    new Hotspot(root, stop.signal);
    return () => { stop.abort(); };
  },
};
export default hotspot;
