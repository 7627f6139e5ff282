import { make } from "../../runtime/dom";
import type { Island } from "../../runtime/island";
import { asObject, asString } from "../../runtime/parse";
import type { Suggestion } from "./suggestions";
import { moved, optionOf, parseSuggestions } from "./suggestions";

const PAUSE_MS = 90;
const CARDS = ".card h2 a";
const TEXT_FIELDS = "input:not([type=checkbox]), textarea, select";

/** The search box: suggestions while typing, `/` to get there, arrows through what was found. */
class SearchBox {
  private readonly list = make("div", { id: "find-list", class: "find-list", role: "listbox", "aria-label": "Suggestions", hidden: true });
  private options: readonly Suggestion[] = [];
  private at = -1;
  private timer = 0;
  private isTaking = false;
  private asked: AbortController | null = null;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly url: string,
    signal: AbortSignal,
  ) {
    this.input.after(this.list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "find-list" })) {
      this.input.setAttribute(name, value);
    }
    const options = { signal };
    this.input.addEventListener("input", () => { if (!this.isTaking) this.ask(); }, options);
    this.input.addEventListener("keydown", (event) => { this.press(event); }, options);
    this.input.addEventListener("blur", () => { this.close(); }, options);
    // Before the box loses the focus, which would close the list.
    this.list.addEventListener("pointerdown", (event) => { this.point(event); }, options);
    document.addEventListener("keydown", (event) => { this.pressAnywhere(event); }, options);
    signal.addEventListener("abort", () => { this.list.remove(); this.asked?.abort(); });
  }

  private ask(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => { void this.fetch(); }, PAUSE_MS);
  }

  private async fetch(): Promise<void> {
    this.asked?.abort();
    const typed = this.input.value;
    if (!typed.trim()) { this.close(); return; }
    this.asked = new AbortController();
    try {
      const answer = await fetch(`${this.url}?q=${encodeURIComponent(typed)}`, { signal: this.asked.signal });
      if (!answer.ok) return;
      const options = parseSuggestions(await answer.text());
      if (this.input.value === typed && document.activeElement === this.input) this.show(options);
    } catch (error) {
      // The next letter takes the place of this question; without an answer the box still searches.
      if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error;
    }
  }

  private show(options: readonly Suggestion[]): void {
    this.options = options;
    this.list.replaceChildren(...options.map((option, place) => optionOf(option, `find-${String(place)}`)));
    this.list.hidden = options.length === 0;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.select(-1);
  }

  private close(): void {
    window.clearTimeout(this.timer);
    this.show([]);
  }

  private select(at: number): void {
    this.at = at;
    [...this.list.children].forEach((child, place) => {
      child.setAttribute("aria-selected", String(place === at));
      if (place === at) child.scrollIntoView({ block: "nearest" });
    });
    if (at === -1) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `find-${String(at)}`);
  }

  private press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const isTaken = this.options.length > 0 ? this.pressInList(event.key) : this.pressAlone(event.key);
    if (isTaken) event.preventDefault();
  }

  /** Whether the key meant the list of suggestions. */
  private pressInList(key: string): boolean {
    if (key === "ArrowDown") this.select(moved(this.at, 1, this.options.length));
    else if (key === "ArrowUp") this.select(moved(this.at, -1, this.options.length));
    else if (key === "Escape") this.close();
    else if (key === "Enter" && this.at !== -1) this.take(this.at);
    else return false;
    return true;
  }

  private pressAlone(key: string): boolean {
    if (key !== "ArrowDown") return false;
    focusCard(0);
    return true;
  }

  private take(place: number): void {
    const option = this.options[place];
    if (!option) return;
    this.input.value = option.text;
    this.close();
    this.input.focus();
    // The page listens to the box as if it had been typed.
    this.isTaking = true;
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.isTaking = false;
  }

  private point(event: PointerEvent): void {
    event.preventDefault();
    const option = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    if (option) this.take([...this.list.children].indexOf(option));
  }

  private pressAnywhere(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const isTaken = event.key === "/" ? this.slash(event.target) : this.arrow(event.key);
    if (isTaken) event.preventDefault();
  }

  private slash(target: EventTarget | null): boolean {
    if (target instanceof HTMLElement && target.matches(TEXT_FIELDS)) return false;
    this.input.focus();
    this.input.select();
    return true;
  }

  /** From card to card, and from the first back to the box. */
  private arrow(key: string): boolean {
    const place = cards().indexOf(document.activeElement as HTMLElement);
    if (place === -1 || (key !== "ArrowDown" && key !== "ArrowUp")) return false;
    if (key === "ArrowUp" && place === 0) this.input.focus();
    else focusCard(place + (key === "ArrowDown" ? 1 : -1));
    return true;
  }
}

function listenTo(input: HTMLInputElement, url: string, signal: AbortSignal): SearchBox {
  return new SearchBox(input, url, signal);
}

function cards(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(CARDS)];
}

function focusCard(place: number): void {
  cards()[place]?.focus();
}

const searchBox: Island = {
  mount(root, props) {
    const input = root.querySelector<HTMLInputElement>("#find");
    if (!input) throw new Error("no search box");
    const ending = new AbortController();
    listenTo(input, asString(asObject(props, "props")["suggest"], "suggest"), ending.signal);
    return () => { ending.abort(); };
  },
};

export default searchBox;
