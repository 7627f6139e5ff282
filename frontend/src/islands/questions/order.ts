import { make, setText } from "../../runtime/dom";

/** A list that is put in order by dragging, by buttons and by keys; its numbers follow. */
export class Order {
  readonly #said: HTMLElement | null;

  constructor(private readonly list: HTMLElement, form: HTMLFormElement, private readonly signal: AbortSignal) {
    this.#said = form.querySelector<HTMLElement>("[data-said]");
    list.classList.add("ask-sorts");
    for (const entry of this.#entries) this.#dress(entry);
    list.addEventListener("dragover", (event) => { this.#over(event); }, { signal });
    this.#number();
  }

  get #entries(): readonly HTMLElement[] { return [...this.list.querySelectorAll<HTMLElement>("[data-entry]")]; }

  #dress(entry: HTMLElement): void {
    const words = entry.querySelector(".ask-words")?.textContent ?? "";
    const button = (by: 1 | -1, sign: string, way: string): HTMLButtonElement => {
      const made = make("button", { type: "button", class: "btn plain square", "aria-label": `Move “${words}” ${way}` }, sign);
      made.addEventListener("click", () => { this.#move(entry, by, made); }, { signal: this.signal });
      return made;
    };
    entry.append(make("span", { class: "ask-moves" }, button(-1, "↑", "up"), button(1, "↓", "down")));
    entry.draggable = true;
    entry.addEventListener("dragstart", (event) => {
      entry.classList.add("ask-dragged");
      event.dataTransfer?.setData("text/plain", words);
    }, { signal: this.signal });
    entry.addEventListener("dragend", () => {
      entry.classList.remove("ask-dragged");
      this.#number();
    }, { signal: this.signal });
    entry.addEventListener("keydown", (event) => { this.#key(entry, event); }, { signal: this.signal });
  }

  #key(entry: HTMLElement, event: KeyboardEvent): void {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (by === 0 || !(event.target instanceof HTMLElement)) return;
    event.preventDefault();
    this.#move(entry, by, event.target);
  }

  #move(entry: HTMLElement, by: 1 | -1, focus: HTMLElement): void {
    const other = by < 0 ? entry.previousElementSibling : entry.nextElementSibling;
    if (!other) return;
    if (by < 0) other.before(entry);
    else other.after(entry);
    focus.focus();
    this.#number();
    setText(this.#said ?? make("p"), `Place ${String(this.#entries.indexOf(entry) + 1)} of ${String(this.#entries.length)}`);
  }

  #over(event: DragEvent): void {
    const dragged = this.list.querySelector<HTMLElement>(".ask-dragged");
    if (!dragged) return;
    event.preventDefault();
    const below = this.#entries.find((entry) => entry !== dragged && event.clientY < middleOf(entry));
    if (below) below.before(dragged);
    else this.list.append(dragged);
  }

  #number(): void {
    this.#entries.forEach((entry, at) => {
      const place = entry.querySelector<HTMLInputElement>("[data-place]");
      if (place) place.value = String(at + 1);
    });
  }
}

function middleOf(entry: HTMLElement): number {
  const { top, height } = entry.getBoundingClientRect();
  return top + height / 2;
}
