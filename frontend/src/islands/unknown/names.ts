import { make } from "../../runtime/dom";
import { asArray, asObject, asString } from "../../runtime/parse";

const PAUSE_MS = 150;
const LIST = "quest-names";

/** Completion of diagnoses: the browser's own list, which keyboards and phones know. */
export class Names {
  readonly #list = make("datalist", { id: LIST });
  #timer = 0;
  #asked: AbortController | null = null;

  constructor(private readonly url: string, form: HTMLElement, signal: AbortSignal) {
    form.append(this.#list);
    signal.addEventListener("abort", () => {
      window.clearTimeout(this.#timer);
      this.#asked?.abort();
      this.#list.remove();
    });
  }

  listenTo(input: HTMLInputElement, signal: AbortSignal): void {
    input.setAttribute("list", LIST);
    input.addEventListener("input", () => {
      window.clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => { void this.#ask(input.value); }, PAUSE_MS);
    }, { signal });
  }

  async #ask(typed: string): Promise<void> {
    this.#asked?.abort();
    if (!typed.trim()) return;
    this.#asked = new AbortController();
    try {
      const answer = await fetch(`${this.url}?q=${encodeURIComponent(typed)}`, { signal: this.#asked.signal });
      if (!answer.ok) return;
      const names = asArray(asObject(await answer.json(), "names")["names"], "names", asString);
      this.#list.replaceChildren(...names.map((value) => make("option", { value })));
    } catch (error) {
      // Without an answer one writes in one's own words, as one may anyway.
      if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error;
    }
  }
}
