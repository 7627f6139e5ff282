import { make, setText } from "../../runtime/dom";
import type { Session } from "./session";

/** What a person calls the MIME types that the library takes, and their files' endings. */
const KINDS: Readonly<Record<string, readonly [string, string]>> = {
  "application/pdf": ["PDF", ".pdf,application/pdf"],
  "text/XML": ["CDA document in XML", ".xml,text/xml,application/xml"],
};

/** Giving a redacted copy that takes a document's place. */
export class RedactedCopy {
  readonly element: HTMLElement;
  readonly #session: Session;
  readonly #input = make("input", { type: "file", class: "input", id: "redacted-copy" });
  readonly #send = make("button", { type: "submit", class: "btn" }, "Release with this copy");
  readonly #help = make("p", { class: "small soft", id: "redacted-help" });
  readonly #refusal = make("p", { class: "note warn", role: "alert" });
  #key = "";

  constructor(session: Session, signal: AbortSignal) {
    this.#session = session;
    this.#input.setAttribute("aria-describedby", "redacted-help");
    const form = make("form", { class: "hold-copy" },
      make("label", { for: "redacted-copy" }, "A redacted copy in its place"), this.#help, this.#input, this.#send, this.#refusal);
    this.element = form;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#release();
    }, { signal });
    this.#input.addEventListener("change", () => { this.#refuse(""); this.#session.set({}); }, { signal });
  }

  update(isUndecided: boolean): void {
    const { facts, file } = this.#session;
    const [kind, accept] = KINDS[facts?.takes ?? ""] ?? ["", ""];
    this.element.hidden = kind === "" || !isUndecided;
    if (file && file.key !== this.#key) {
      this.#key = file.key;
      this.#input.value = "";
      this.#refuse("");
    }
    this.#input.accept = accept;
    setText(this.#help, `A ${kind} of up to 20 MB without anything that names the patient. It is searched for what is known of them; what only shows in a picture is yours to have looked at.`);
    this.#send.disabled = this.#session.progress !== null || this.#input.files?.length !== 1;
  }

  async #release(): Promise<void> {
    const [copy] = this.#input.files ?? [];
    if (!copy) return;
    this.#refuse("");
    const why = await this.#session.redact(copy);
    if (why === "") return;
    this.#refuse(why);
    this.#input.focus();
  }

  #refuse(why: string): void {
    setText(this.#refusal, why);
    this.#refusal.hidden = why === "";
  }
}
