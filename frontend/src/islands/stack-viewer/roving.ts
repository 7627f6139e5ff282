/**
 * One stop for the Tab key in a row of buttons; arrows, Home and End go along it
 * (WAI-ARIA Authoring Practices, toolbar).
 */
export class Roving {
  constructor(
    private readonly row: HTMLElement,
    signal: AbortSignal,
  ) {
    row.addEventListener("keydown", (event) => { this.#key(event); }, { signal });
    row.addEventListener(
      "focusin",
      (event) => {
        if (event.target instanceof HTMLElement) this.#mark(event.target);
      },
      { signal },
    );
  }

  get #buttons(): HTMLElement[] {
    const all = [...this.row.querySelectorAll<HTMLElement>("button")];
    return all.filter((button) => button.offsetParent !== null);
  }

  /** After the row has changed: one button, the last one used or else the first, can be tabbed to. */
  refresh(): void {
    const all = [...this.row.querySelectorAll<HTMLElement>("button")];
    const kept = all.find((button) => button.tabIndex === 0 && button.offsetParent !== null);
    this.#mark(kept ?? this.#buttons[0] ?? all[0]);
  }

  #mark(stop: HTMLElement | undefined): void {
    for (const button of this.row.querySelectorAll<HTMLElement>("button")) {
      button.tabIndex = button === stop ? 0 : -1;
    }
  }

  #key(event: KeyboardEvent): void {
    const buttons = this.#buttons;
    const at = buttons.findIndex((button) => button === document.activeElement);
    const last = buttons.length - 1;
    const goals: Readonly<Record<string, number>> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const goal = goals[event.key];
    if (at < 0 || goal === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    buttons[goal]?.focus();
  }
}
