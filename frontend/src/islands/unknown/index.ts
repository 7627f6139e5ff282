import { make, setText } from "../../runtime/dom";
import type { Island } from "../../runtime/island";
import { asObject, asString } from "../../runtime/parse";
import { Names } from "./names";
import { Row } from "./row";
import { mostOf, restOf, shownRows, wordsOf } from "./shares";
import { clearUncommitted, keepUncommitted, sweepUncommitted, uncommitted } from "./uncommitted";

/** The differential of an unknown case: sliders, the sum while one writes, completion. */
class Differential {
  readonly #rows: readonly Row[];
  readonly #bar = make("div", { class: "quest-bar", "aria-hidden": "true" });
  readonly #rest: HTMLElement;
  readonly #wrong: HTMLElement;

  constructor(private readonly form: HTMLFormElement, namesUrl: string, signal: AbortSignal) {
    const [rest, wrong, heads] = ["[data-rest]", "[data-wrong]", ".quest-heads"].map((place) => form.querySelector<HTMLElement>(place));
    if (!rest || !wrong || !heads) throw new TypeError("a form without its parts");
    [this.#rest, this.#wrong] = [rest, wrong];
    const names = new Names(namesUrl, form, signal);
    this.#rows = [...form.querySelectorAll<HTMLElement>("[data-row]")].map((element, at) => new Row(element, at + 1, (row) => { this.#change(row); }, signal));
    for (const row of this.#rows) {
      names.listenTo(row.name, signal);
      this.#bar.append(make("span"));
    }
    heads.before(this.#bar);
    form.addEventListener("keydown", (event) => { this.#enter(event); }, { signal });
    form.addEventListener("submit", (event) => { this.#submit(event); }, { signal });
    signal.addEventListener("abort", () => { this.#bar.remove(); });
    this.#takeUp();
    this.#draw();
  }

  get #points(): readonly (number | null)[] { return this.#rows.map((row) => row.value); }

  #change(row: Row): void {
    row.keepBelow(mostOf(this.#rows.indexOf(row), this.#points));
    this.#draw();
    const attempt = this.#told("attempt");
    if (attempt === "") return; // of a sitting: the library keeps it
    const rows = this.#rows.map((each) => [each.name.value, each.points.value] as const);
    keepUncommitted(attempt, this.#told("place"), rows, localStorage, Date.now());
  }

  #told(field: string): string { return this.form.querySelector<HTMLInputElement>(`[name=${field}]`)?.value ?? ""; }

  /** What was written here before a reload; what the library sent back with a sentence goes first. */
  #takeUp(): void {
    sweepUncommitted(localStorage, Date.now());
    const attempt = this.#told("attempt");
    if (attempt === "") return;
    const kept = uncommitted(attempt, this.#told("place"), localStorage, Date.now());
    if (kept === null) clearUncommitted(attempt, localStorage);
    if (kept === null || this.#wrong.childElementCount > 0) return;
    this.#rows.forEach((row, at) => { row.takeUp(...(kept[at] ?? ["", ""])); });
  }

  #draw(): void {
    const [points, shown] = [this.#points, shownRows(this.#rows.map((row) => row.name.value))];
    this.#rows.forEach((row, at) => {
      row.element.hidden = at >= shown && row.points.value === "";
      row.keepBelow(100);
      const segment = this.#bar.children[at];
      if (segment instanceof HTMLElement) segment.style.width = `${String(Math.max(0, points[at] ?? 0))}%`;
    });
    const rest = restOf(points);
    setText(this.#rest, wordsOf(rest));
    this.form.classList.toggle("quest-over", rest < 0);
    if (rest >= 0 && this.#wrong.dataset["wrong"] === "sum") this.#say("");
  }

  /** Enter leads on, at last to the button: what is fixed for good is not fixed by a habit. */
  #enter(event: KeyboardEvent): void {
    const box = event.target;
    if (event.key !== "Enter" || event.isComposing || !(box instanceof HTMLInputElement)) return;
    event.preventDefault();
    (this.#after(box) ?? this.form.querySelector<HTMLElement>(".quest-commit button"))?.focus();
  }

  /** The box that follows; none after a name that is empty. */
  #after(box: HTMLInputElement): HTMLInputElement | undefined {
    const rows = this.#rows.filter((row) => !row.element.hidden);
    const at = rows.findIndex((each) => each.element.contains(box));
    const row = rows[at];
    if (row?.name !== box) return rows[at + 1]?.name;
    return box.value.trim() === "" ? undefined : row.points;
  }

  #submit(event: SubmitEvent): void {
    const rest = restOf(this.#points);
    if (rest < 0) {
      event.preventDefault();
      this.#say(`Your points come to ${wordsOf(rest)}.`);
      this.#rows[0]?.points.focus();
      return;
    }
    const button = this.form.querySelector<HTMLButtonElement>(".quest-commit button");
    button?.setAttribute("aria-busy", "true");
  }

  #say(words: string): void {
    this.#wrong.dataset["wrong"] = words ? "sum" : "";
    this.#wrong.replaceChildren(...(words ? [make("p", {}, words)] : []));
  }
}

const unknown: Island = {
  mount(root, props) {
    if (!(root instanceof HTMLFormElement)) throw new TypeError("a form was expected");
    const stop = new AbortController();
    new Differential(root, asString(asObject(props, "unknown")["names"], "names"), stop.signal);
    return () => { stop.abort(); };
  },
};
export default unknown;
