import { make } from "../../runtime/dom";
import type { Island } from "../../runtime/island";
import { placeAt } from "./places";
import { Terms } from "./terms";

/** Which entry was moved by which button, so that the keyboard stays where it was. */
let moved: { readonly entry: string; readonly way: string } | null = null;

/** The entries of a playlist: dragged by their grip, moved by Alt and the arrow keys. */
class Entries {
  #held: HTMLElement | null = null;
  #to = 0;

  constructor(private readonly list: HTMLElement, signal: AbortSignal) {
    list.addEventListener("pointerdown", (event) => { this.#take(event); }, { signal });
    list.addEventListener("pointermove", (event) => { this.#drag(event); }, { signal });
    list.addEventListener("pointerup", () => { this.#drop(true); }, { signal });
    list.addEventListener("pointercancel", () => { this.#drop(false); }, { signal });
    list.addEventListener("keydown", (event) => { this.#key(event); }, { signal });
    list.addEventListener("click", (event) => { this.#clicked(event); }, { signal });
    document.addEventListener("htmx:afterRequest", (event) => { resetSection(event); }, { signal });
    this.#focus();
  }

  get #rows(): readonly HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[data-entry]")];
  }

  #take(event: PointerEvent): void {
    const grip = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-grip]") : null;
    const row = grip?.closest<HTMLElement>("[data-entry]");
    if (!grip || !row || event.button !== 0) return;
    event.preventDefault();
    this.list.setPointerCapture(event.pointerId);
    this.#held = row;
    this.#to = Number(row.dataset["place"]);
    row.classList.add("pl-moving");
  }

  #drag(event: PointerEvent): void {
    const held = this.#held;
    if (!held) return;
    const rows = this.#rows;
    const from = rows.indexOf(held) + 1;
    const middles = rows.map((row) => { const box = row.getBoundingClientRect(); return box.top + box.height / 2; });
    this.#to = placeAt(middles, event.clientY, from);
    rows.forEach((row, at) => {
      row.classList.toggle("pl-before", at + 1 === this.#to && this.#to < from);
      row.classList.toggle("pl-after", at + 1 === this.#to && this.#to > from);
    });
  }

  #drop(isMeant: boolean): void {
    const held = this.#held;
    if (!held) return;
    this.#held = null;
    for (const row of this.#rows) row.classList.remove("pl-moving", "pl-before", "pl-after");
    const form = held.querySelector<HTMLFormElement>(".pl-move");
    if (!isMeant || !form || this.#to === Number(held.dataset["place"])) return;
    form.append(make("input", { type: "hidden", name: "to", value: this.#to }));
    form.requestSubmit();
  }

  #key(event: KeyboardEvent): void {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-entry]") : null;
    const way = event.key === "ArrowUp" ? "up" : "down";
    const button = row?.querySelector<HTMLButtonElement>(`[data-move="${way}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  #clicked(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-move]") : null;
    const row = button?.closest<HTMLElement>("[data-entry]");
    moved = button && row ? { entry: row.dataset["entry"] ?? "", way: button.dataset["move"] ?? "" } : null;
  }

  /** After the list came anew. */
  #focus(): void {
    const row = this.#rows.find((each) => each.dataset["entry"] === moved?.entry);
    const wanted = row?.querySelector<HTMLButtonElement>(`[data-move="${moved?.way ?? ""}"]`);
    const other = row?.querySelector<HTMLButtonElement>("[data-move]:not([disabled])");
    moved = null;
    (wanted && !wanted.disabled ? wanted : other)?.focus();
  }
}

/** A section that was added is not added again. */
function resetSection(event: Event): void {
  const form = event.target;
  if (form instanceof HTMLFormElement && form.querySelector("#new-section")) form.reset();
}

const playlistEditor: Island = {
  mount(root) {
    const stop = new AbortController();
    if (root instanceof HTMLFormElement) new Terms(root, stop.signal);
    else new Entries(root, stop.signal);
    return () => { stop.abort(); };
  },
};
export default playlistEditor;
