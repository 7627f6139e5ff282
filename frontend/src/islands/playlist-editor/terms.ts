import { setText } from "../../runtime/dom";

const UNSAVED = "What you changed here is not saved yet.";

/** The terms of a playlist: whether what stands there is saved, said beside the button and on leaving. */
export class Terms {
  readonly #before: string;
  readonly #said: HTMLElement | null;
  #isSending = false;

  constructor(private readonly form: HTMLFormElement, signal: AbortSignal) {
    if (!form.querySelector("[role=alert]")) chooseOwnZone(form);
    // What came back refused was never saved, whatever is changed from here on.
    this.#before = form.querySelector("[role=alert]") ? "" : this.#now();
    this.#said = form.querySelector<HTMLElement>("[data-unsaved]");
    form.addEventListener("input", () => { this.#say(); }, { signal });
    form.addEventListener("change", () => { this.#say(); }, { signal });
    form.addEventListener("submit", () => { this.#isSending = true; }, { signal });
    window.addEventListener("beforeunload", (event) => { if (this.#isUnsaved && !this.#isSending) event.preventDefault(); }, { signal });
    // Back from where it was sent to: the same page, which may hold another state.
    window.addEventListener("pageshow", () => { this.#isSending = false; this.#say(); }, { signal });
    this.#say();
  }

  get #isUnsaved(): boolean {
    return this.#now() !== this.#before;
  }

  #now(): string {
    const fields = [...new FormData(this.form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    return JSON.stringify(fields);
  }

  #say(): void {
    if (this.#said) setText(this.#said, this.#isUnsaved ? UNSAVED : "");
  }
}

/** Before any time is set, times are meant as the clock on the wall has them; as long as none is, that changes nothing. */
function chooseOwnZone(form: HTMLFormElement): void {
  const zones = form.querySelector<HTMLSelectElement>("[name=time_zone]");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const hasTimes = [...form.querySelectorAll<HTMLInputElement>("[type=datetime-local]")].some((each) => each.value !== "");
  const isKnown = zones !== null && [...zones.options].some((each) => each.value === own);
  if (isKnown && !hasTimes && zones.value === "UTC") zones.value = own;
}
