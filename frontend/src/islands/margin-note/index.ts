import { setText } from "../../runtime/dom";
import type { Island } from "../../runtime/island";
import { asNumber, asObject, asString, orNull } from "../../runtime/parse";
import { dropWaiting, joined, keepWaiting, waitingUnder } from "./kept";

const PAUSE_MS = 900;
const AGAIN_MS = 15_000;

type Came = "kept" | "overtaken" | "offline" | "refused";

/** A note that keeps itself: at the library, and on this device until it is there. */
class MarginNote {
  readonly #text: HTMLTextAreaElement;
  readonly #version: HTMLInputElement;
  readonly #said: HTMLElement;
  readonly #told: HTMLElement;
  readonly #name: string;
  #timer = 0;
  #isSending = false;
  #atLibrary: string;

  constructor(private readonly form: HTMLFormElement, signal: AbortSignal) {
    const text = form.querySelector("textarea");
    const version = form.querySelector<HTMLInputElement>("[name=version]");
    const [said, told] = ["[data-said]", "[data-told]"].map((place) => form.querySelector<HTMLElement>(place));
    if (!text || !version || !said || !told) throw new TypeError("a note without its parts");
    [this.#text, this.#version, this.#said, this.#told] = [text, version, said, told];
    this.#name = form.dataset["keep"] ?? "";
    // The browser may have put back what was typed before a reload.
    this.#atLibrary = text.defaultValue;
    const options = { signal };
    text.addEventListener("input", () => { this.#typed(); }, options);
    text.addEventListener("blur", () => { this.#soon(0); }, options);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.#soon(0); }, options);
    window.addEventListener("online", () => { this.#soon(0); }, options);
    window.addEventListener("pagehide", () => { this.#leave(); }, options);
    signal.addEventListener("abort", () => { window.clearTimeout(this.#timer); });
    this.#takeUp();
  }

  #isBehind(): boolean { return this.#text.value.trimEnd() !== this.#atLibrary; }

  /** What this device still holds from before goes on from where it was. */
  #takeUp(): void {
    const waiting = waitingUnder(this.#name, localStorage);
    if (waiting) {
      this.#text.value = waiting.version === Number(this.#version.value) ? waiting.text : joined(this.#atLibrary, waiting.text);
      this.form.closest("details")?.setAttribute("open", "");
    }
    if (this.#isBehind()) this.#typed();
    else dropWaiting(this.#name, localStorage);
  }

  #typed(): void {
    const isHere = keepWaiting(this.#name, { text: this.#text.value, version: Number(this.#version.value) }, localStorage);
    this.#say(isHere ? "Not saved yet: kept on this device." : "Not saved yet.");
    this.#soon(PAUSE_MS);
  }

  #soon(pause: number): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => { void this.#save(); }, pause);
  }

  async #save(): Promise<void> {
    if (this.#isSending || !this.#isBehind()) return;
    this.#isSending = true;
    this.#say("Saving…");
    const sent = this.#text.value.trimEnd();
    const came = await this.#send(sent);
    this.#isSending = false;
    if (came === "kept") {
      this.#atLibrary = sent;
      if (this.#isBehind()) this.#typed();
      else {
        dropWaiting(this.#name, localStorage);
        this.#say("Saved. Only you read this.");
      }
    } else if (came === "overtaken") this.#typed();
    else if (came === "offline") {
      this.#say("The library can't be reached. Your note is kept on this device and saved later.", "bad");
      this.#soon(AGAIN_MS);
    }
  }

  async #send(text: string): Promise<Came> {
    const body = new FormData(this.form);
    body.set("text", text);
    try {
      const answer = await fetch(this.form.dataset["save"] ?? "", { method: "POST", body });
      const told = asObject(await answer.json(), "answer");
      if (answer.ok) {
        this.#version.value = String(asNumber(told["version"], "version"));
        return "kept";
      }
      const theirs = answer.status === 409 ? orNull(told["text"], "text", asString) : null;
      if (theirs !== null) {
        this.#overtaken(theirs, asNumber(told["version"], "version"));
        return "overtaken";
      }
      if (answer.status === 503) return "offline";
      this.#say(`${asString(told["message"], "message")} Your note is kept on this device.`, "bad");
      return "refused";
    } catch (error) {
      if (error instanceof TypeError || error instanceof SyntaxError) return "offline";
      throw error;
    }
  }

  /** Another tab wrote: its words stay above ours. */
  #overtaken(theirs: string, version: number): void {
    this.#atLibrary = theirs;
    this.#version.value = String(version);
    this.#text.value = joined(theirs, this.#text.value);
    setText(this.#told, "Your note was changed in another tab. Both are kept.");
  }

  /** The last words, while the page goes. */
  #leave(): void {
    if (!this.#isBehind() || this.#isSending) return;
    const body = new FormData(this.form);
    body.set("text", this.#text.value.trimEnd());
    navigator.sendBeacon(this.form.dataset["save"] ?? "", body);
  }

  #say(words: string, kind = ""): void {
    setText(this.#said, words);
    this.#said.toggleAttribute("data-bad", kind === "bad");
    if (kind === "bad") setText(this.#told, words);
  }
}

const marginNote: Island = {
  mount(root) {
    if (!(root instanceof HTMLFormElement)) throw new TypeError("a form was expected");
    const stop = new AbortController();
    new MarginNote(root, stop.signal);
    return () => { stop.abort(); };
  },
};
export default marginNote;
