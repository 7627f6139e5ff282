import { csrfToken } from "../../runtime/csrf";
import { CLEAN, next } from "./machine";
import type { SaveEvent, SaveState } from "./machine";
import type { Outbox } from "./outbox";
import { parseAnswer } from "./props";
import type { Answer, EditorProps } from "./props";

/** A pause in typing after which is saved, and the longest wait while someone types on. */
const PAUSE_MS = 600;
const LONGEST_MS = 3000;
const RETRY_MS: readonly number[] = [1000, 2000, 4000, 8000, 15_000];
const NEWS_MS = 10_000;
/** What the server will not take however often it is sent: too long, or not to be read. */
const NEVER: readonly number[] = [400, 413, 422];
/** What a browser sends of a page that is going away. */
const KEEPALIVE_BYTES = 60_000;

export interface SaverHooks {
  readonly changed: (state: SaveState) => void;
  readonly answered: (answer: Answer) => void;
}

/** Sends what lies in the outbox, hears what others wrote, and says how it stands. */
export class Saver {
  state: SaveState = CLEAN;
  #version: number;
  #timer = 0;
  #waitingSince = 0;
  readonly #held = new Set<Promise<unknown>>();
  #tries = 0;
  #flight: Promise<void> | null = null;

  constructor(
    private readonly props: EditorProps,
    private readonly outbox: Outbox,
    private readonly hooks: SaverHooks,
    private readonly newId: () => string,
    signal: AbortSignal,
  ) {
    this.#version = props.version;
    const poll = setInterval(() => { void this.#hearNews(); }, NEWS_MS);
    signal.addEventListener("abort", () => { clearInterval(poll); clearTimeout(this.#timer); });
    window.addEventListener("online", () => { this.#wait(0); }, { signal });
    document.addEventListener("visibilitychange", () => { if (document.hidden) void this.flush(); }, { signal });
    window.addEventListener("pagehide", () => { void this.flush(); }, { signal });
    window.addEventListener("beforeunload", (event) => {
      if (!outbox.isEmpty && !outbox.isKept) event.preventDefault(); // else it is kept on this device
    }, { signal });
  }

  /** Something was written: save it at the next pause. */
  edited(): void {
    this.#dispatch({ type: "edited" });
    const now = Date.now();
    this.#waitingSince ||= now;
    const pause = this.#held.size > 0 ? LONGEST_MS : PAUSE_MS;
    if (this.state.phase !== "offline") this.#wait(Math.max(0, Math.min(pause, this.#waitingSince + LONGEST_MS - now)));
  }

  /** Let what this writes go with what was written before it, as one step to take back; for no longer than someone types on. */
  hold(work: Promise<unknown>): void {
    const again = (): void => { if (!this.outbox.isEmpty) this.edited(); };
    this.#held.add(work);
    again();
    void work.finally(() => {
      this.#held.delete(work);
      again();
    });
  }

  /** Send everything there is; done when all was answered, or could not be sent. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    while (!this.outbox.isEmpty) {
      this.#flight ??= this.#send().finally(() => { this.#flight = null; });
      await this.#flight;
      if (this.#isStuck()) return false;
    }
    return true;
  }

  #isStuck(): boolean {
    return this.state.phase === "offline" || (this.state.phase === "refused" && this.state.refused === 0);
  }

  /** Back or forth over what was saved. */
  async step(which: "undo" | "redo"): Promise<void> {
    await Promise.allSettled(this.#held);
    if (!(await this.flush())) return;
    const answer = await this.#ask("POST", this.props.urls.step, { step: which, batch: this.newId(), version: this.#version });
    if (answer) this.#take(answer, null);
  }

  settled(): void {
    this.#dispatch({ type: "settled", clashes: this.outbox.clashes.length });
  }

  async #send(): Promise<void> {
    const batch = this.outbox.take();
    if (!batch) return;
    this.#waitingSince = 0;
    this.#dispatch({ type: "sent" });
    const answer = await this.#ask("PATCH", this.props.urls.copy, { batch: batch.id, version: this.#version, edits: batch.edits }, batch.id);
    if (answer) this.#take(answer, batch.id);
  }

  #take(answer: Answer, batch: string | null): void {
    this.#version = Math.max(this.#version, answer.version);
    this.#tries = 0;
    if (batch !== null) this.outbox.done(batch, answer.clashes);
    this.hooks.answered(answer);
    this.#kept();
  }

  #kept(): void {
    const at = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" }).format(new Date());
    this.#dispatch({ type: "kept", at, clashes: this.outbox.clashes.length, left: !this.outbox.isEmpty, refused: this.outbox.refusals.length });
  }

  async #hearNews(): Promise<void> {
    if (document.hidden || !this.outbox.isEmpty || this.#flight) return;
    const answer = await this.#ask("GET", `${this.props.urls.copy}?since=${this.#version}`, null);
    if (!answer || answer.version === this.#version || this.outbox.edits.length > 0) return;
    this.#version = answer.version;
    this.hooks.answered(answer);
  }

  /** What the server answered; null where it could not be asked or refused, and the state says so. */
  async #ask(method: string, url: string, content: unknown, batch: string | null = null): Promise<Answer | null> {
    try {
      const response = await fetch(url, request(method, content));
      if (response.ok) return parseAnswer(await response.json());
      if (method !== "GET") await this.#refused(response, batch);
    } catch {
      if (method !== "GET") this.#lost();
    }
    return null;
  }

  async #refused(response: Response, batch: string | null): Promise<void> {
    if (response.status >= 500) { this.#lost(); return; }
    const said: unknown = await response.json().catch(() => null);
    const hasWords = typeof said === "object" && said !== null && "message" in said && typeof said.message === "string";
    const message = hasWords ? String(said.message) : "Load the page again.";
    if (batch !== null && NEVER.includes(response.status)) {
      this.outbox.refused(batch, message);
      this.#kept();
      return;
    }
    this.#dispatch({ type: "refused", message: this.outbox.isKept ? `${message} Your words are kept on this device.` : message });
    this.#again();
  }

  #lost(): void {
    this.#dispatch({ type: "lost" });
    this.#again();
  }

  #again(): void {
    this.#wait(RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)] ?? 1000);
    this.#tries += 1;
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => { void this.flush(); }, ms);
  }

  #dispatch(event: SaveEvent): void {
    this.state = next(this.state, event);
    this.hooks.changed(this.state);
  }
}

function request(method: string, content: unknown): RequestInit {
  if (content === null) return { method };
  const body = JSON.stringify(content);
  return { ...headers(), method, body, keepalive: body.length < KEEPALIVE_BYTES, redirect: "error" };
}

function headers(): { readonly headers: Readonly<Record<string, string>> } {
  return { headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() } };
}

/** Ask for something small beside saving; null where there is no answer. */
export async function askFor(method: "GET" | "POST", url: string, content: unknown): Promise<unknown> {
  try {
    const response = await fetch(url, request(method, content));
    return response.ok ? ((await response.json()) as unknown) : null;
  } catch {
    return null;
  }
}
