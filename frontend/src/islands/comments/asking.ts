import { localiseTimes } from "../../runtime/times";

/** The list of remarks as the server draws it, and what is sent to it. */
export class Asking {
  constructor(
    private readonly url: string,
    private readonly place: HTMLElement,
    private readonly hooks: { readonly drawn: () => void; readonly refused: (words: string) => void },
  ) {}

  /** Draw the list as it is now. */
  async load(): Promise<void> {
    await this.#ask(() => fetch(`${this.url}?part=list`, { headers: { "HX-Request": "true" } }));
  }

  /** Send a form; whether it was taken. What was typed stays where it was not. */
  async send(form: HTMLFormElement, by: HTMLElement | null): Promise<boolean> {
    const body = new FormData(form, by);
    return this.#ask(() => fetch(this.url, { method: "POST", body, headers: { "HX-Request": "true" } }));
  }

  async #ask(asked: () => Promise<Response>): Promise<boolean> {
    try {
      const answer = await asked();
      const told = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      if (!answer.ok || answer.redirected) {
        this.hooks.refused(answer.redirected ? "You are signed out. Sign in again in another tab." : told.textContent.trim());
        return false;
      }
      this.place.replaceChildren(...told.childNodes);
      localiseTimes(this.place);
      this.hooks.drawn();
      return true;
    } catch {
      this.hooks.refused("The library can't be reached. What you typed is still here: send it again.");
      return false;
    }
  }
}
