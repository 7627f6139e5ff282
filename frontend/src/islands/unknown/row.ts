import { make } from "../../runtime/dom";
import { pointsOf } from "./shares";

/** One row of the form: a name and points, with a slider and a way to clear it added to them. */
export class Row {
  readonly name: HTMLInputElement;
  readonly points: HTMLInputElement;
  readonly #slider: HTMLInputElement;
  readonly #number: number;
  readonly #relabel: () => void;

  constructor(readonly element: HTMLElement, number: number, private readonly changed: (row: Row) => void, signal: AbortSignal) {
    const [name, points] = [element.querySelector<HTMLInputElement>("[data-name]"), element.querySelector<HTMLInputElement>("[data-points]")];
    if (!name || !points) throw new TypeError("a row without its fields");
    [this.name, this.points, this.#number] = [name, points, number];
    this.#slider = make("input", { type: "range", min: 0, max: 100, step: 1, class: "quest-slider" });
    const drop = make("button", { type: "button", class: "btn plain quest-drop" }, "Clear");
    element.append(make("span", { class: "quest-slide" }, this.#slider, this.#notch()), drop);
    const options = { signal };
    name.addEventListener("input", () => { this.changed(this); }, options);
    points.addEventListener("input", () => { this.changed(this); }, options);
    this.#slider.addEventListener("input", () => {
      points.value = this.#slider.value;
      this.changed(this);
    }, options);
    drop.addEventListener("click", () => { this.clear(); }, options);
    const first = name.defaultValue;
    this.#relabel = () => {
      this.#label(drop);
      element.classList.toggle("quest-renamed", name.value !== first);
    };
    this.#relabel();
    name.addEventListener("input", this.#relabel, options);
  }

  get value(): number | null { return pointsOf(this.points.value); }

  /** What was written before a reload. */
  takeUp(name: string, points: string): void {
    this.name.value = name;
    this.points.value = points;
    this.#relabel();
  }

  clear(): void {
    this.name.value = "";
    this.points.value = "";
    this.name.dispatchEvent(new Event("input"));
    this.name.focus();
  }

  /** Never more than what the others leave. */
  keepBelow(most: number): void {
    if ((this.value ?? 0) > most && document.activeElement === this.#slider) this.points.value = String(most);
    this.#slider.value = String(this.value ?? 0);
  }

  /** Where the points stood at the stage before. */
  #notch(): HTMLElement | null {
    const was = this.element.querySelector<HTMLElement>("[data-was]")?.dataset["was"];
    if (was === undefined) return null;
    const notch = make("span", { class: "quest-notch", "aria-hidden": "true" });
    notch.style.setProperty("--was", was);
    return notch;
  }

  #label(drop: HTMLElement): void {
    const named = this.name.value.trim() || `diagnosis ${String(this.#number)}`;
    this.#slider.setAttribute("aria-label", `Points for ${named}`);
    drop.setAttribute("aria-label", `Clear ${named}`);
  }
}
