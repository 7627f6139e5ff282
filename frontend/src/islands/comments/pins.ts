import { make, setText } from "../../runtime/dom";
import { fieldAt, wrapperOf } from "./places";

/** The remarks of a case at their fields: a pin below each, that shows them there. */
export class Pins {
  readonly #shown = new Set<string>();
  #made: HTMLElement[] = [];

  constructor(private readonly page: Element, private readonly place: HTMLElement) {}

  /** Put pins where the remarks of a new list stand; those that were open stay open. */
  show(): void {
    for (const one of this.#made) one.remove();
    this.#made = [];
    const threads = [...this.place.querySelectorAll<HTMLElement>("[data-rm-thread]:not([data-rm-settled])")];
    const byPath = new Map<string, HTMLElement[]>();
    for (const thread of threads) {
      const path = thread.dataset["rmPath"] ?? "";
      byPath.set(path, [...(byPath.get(path) ?? []), thread]);
    }
    for (const [path, here] of byPath) {
      const field = path ? fieldAt(path, this.page) : null;
      if (field) this.#pin(path, wrapperOf(field), here);
    }
  }

  #pin(path: string, wrapper: HTMLElement, threads: readonly HTMLElement[]): void {
    const words = threads.length === 1 ? "1 remark" : `${threads.length} remarks`;
    const button = make("button", { type: "button", class: "rm-pin", "aria-expanded": "false" }, words);
    const here = make("ol", { class: "rm-list rm-inline", hidden: true });
    const homes = threads.map((thread) => thread.parentElement);
    const turn = (isOpen: boolean): void => {
      button.setAttribute("aria-expanded", String(isOpen));
      here.hidden = !isOpen;
      threads.forEach((thread, at) => { (isOpen ? here : homes[at])?.append(thread); });
      if (isOpen) this.#shown.add(path);
      else this.#shown.delete(path);
    };
    button.addEventListener("click", () => { turn(!this.#shown.has(path)); });
    wrapper.after(button, here);
    this.#made.push(button, here);
    if (this.#shown.has(path)) turn(true);
  }
}

/** Say how many remarks are open on the line that opens their list. */
export function showCount(root: Element, place: Element): void {
  const count = Number(place.querySelector<HTMLElement>("[data-rm-list]")?.dataset["rmOpen"] ?? "0");
  const title = root.querySelector("[data-rm-title]");
  if (title) setText(title, count === 0 ? "Remarks" : count === 1 ? "1 open remark" : `${count} open remarks`);
}
