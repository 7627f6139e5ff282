import { csrfToken } from "../../runtime/csrf";
import { asObject, asString } from "../../runtime/parse";

const NOT_KEPT = new Set(["csrfmiddlewaretoken", "token"]);
const EVERY_MS = 3_000;

/** What is written in a form, as the form would send it, without what is of the page alone. */
export function writtenIn(form: HTMLFormElement): string {
  const kept = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (!NOT_KEPT.has(name) && typeof value === "string") kept.append(name, value);
  }
  return kept.toString();
}

/** Keeps what is written and not sent with the library, every few seconds and on leaving. */
export class Keeping {
  #kept: string;
  #busy = false;
  failed = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly url: string,
    private readonly told: (words: string) => void,
    signal: AbortSignal,
  ) {
    this.#kept = writtenIn(form);
    const timer = window.setInterval(() => { void this.keep(); }, EVERY_MS);
    signal.addEventListener("abort", () => { window.clearInterval(timer); });
    document.addEventListener("visibilitychange", () => { void this.keep(); }, { signal });
    window.addEventListener("online", () => { void this.keep(); }, { signal });
  }

  async keep(): Promise<void> {
    const written = writtenIn(this.form);
    if (this.#busy || written === this.#kept) return;
    this.#busy = true;
    try {
      await this.#send(written);
    } finally {
      this.#busy = false;
    }
  }

  async #send(written: string): Promise<void> {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
    const token = this.form.querySelector<HTMLInputElement>("input[name=token]")?.value ?? "";
    try {
      const body = JSON.stringify({ form: written, token });
      const answer = await fetch(this.url, { method: "POST", headers, body, keepalive: body.length < 60_000 });
      if (!answer.ok) {
        this.told(await refusal(answer));
        return;
      }
      this.#kept = written;
      this.failed = false;
      this.told(`Kept ${new Date().toLocaleTimeString()}`);
    } catch {
      this.failed = true;
      this.told("No connection. What you write stays here, and is kept when it is back.");
    }
  }
}

async function refusal(answer: Response): Promise<string> {
  try {
    return asString(asObject(await answer.json(), "refusal")["message"], "message");
  } catch {
    return "It could not be kept. It is tried again.";
  }
}
