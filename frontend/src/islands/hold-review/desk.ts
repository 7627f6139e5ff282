import { csrfToken } from "../../runtime/csrf";
import { asObject, asString } from "../../runtime/parse";
import { parseDecided, parseFacts, parseUndone } from "./props";
import type { Facts, Outcome, Verdict } from "./props";
import { asText } from "./windows";
import type { Window } from "./windows";

const KEPT_IMAGES = 24;
const KEPT_FACTS = 400;
/** Files in one request: small enough to show progress, large enough not to wait for it. */
const BATCH = 6;

/** Bytes of a redacted copy in one request, as `LARGEST_PIECE` of archive/services/redacted.py. */
const PIECE_BYTES = 768 * 1024;

/** What the server would not take, in its own words. */
export class Refusal extends Error {}

export interface Wish {
  readonly decision: Verdict;
  readonly boxes: string;
  readonly frame: number;
  /** As `asText` of windows.ts says it. */
  readonly window: string;
  readonly confirmed: boolean;
  /** Of the image that was seen: boxes are for others of the same size only. */
  readonly rows: number;
  readonly columns: number;
}

/** All that is asked of the server: facts, pictures, decisions. Nothing is kept beyond the page. */
export class Desk {
  readonly #root: string;
  readonly #signal: AbortSignal;
  readonly #facts = new Map<string, Promise<Facts>>();
  readonly #images = new Map<string, HTMLImageElement>();

  constructor(root: string, signal: AbortSignal) {
    this.#root = root;
    this.#signal = signal;
  }

  facts(key: string): Promise<Facts> {
    const known = this.#facts.get(key);
    if (known) return known;
    const asked = this.#get(`${this.#root}${key}/facts/`).then(parseFacts);
    asked.catch(() => this.#facts.delete(key));
    this.#facts.set(key, asked);
    trim(this.#facts, KEPT_FACTS);
    return asked;
  }

  /** The image element itself is kept: what is not to be stored would be fetched again. */
  image(key: string, frame: number, window: Window, isWhole = false): HTMLImageElement {
    const url = `${this.#root}${key}/frames/${frame}/?window=${asText(window)}${isWhole ? "&whole=yes" : ""}`;
    const known = this.#images.get(url);
    if (known) return known;
    const image = new Image();
    image.decoding = "async";
    image.draggable = false;
    image.src = url;
    image.addEventListener("error", () => this.#images.delete(url), { signal: this.#signal });
    this.#images.set(url, image);
    trim(this.#images, KEPT_IMAGES);
    return image;
  }

  /** Where what could be made visible of the patient's face is shown. */
  faceUrl(key: string): string {
    return `${this.#root}${key}/face/`;
  }

  /** Decide about files, a few at a time; the first was seen. */
  async decide(keys: readonly string[], wish: Wish, onProgress: (done: number) => void): Promise<Outcome> {
    const all: Outcome[] = [];
    for (let start = 0; start < keys.length; start += BATCH) {
      const fields = this.#fields(keys.slice(start, start + BATCH), wish);
      all.push(parseDecided(await this.#post("decide/", fields)));
      onProgress(Math.min(start + BATCH, keys.length));
    }
    return joined(all);
  }

  async undo(keys: readonly string[]): Promise<Outcome> {
    return parseUndone(await this.#post("undo/", keys.map((key) => ["key", key])));
  }

  /** Send a redacted copy of a document, then release the document with the copy in its place. */
  async redact(key: string, copy: Blob, onProgress: (sent: number) => void): Promise<Outcome> {
    const url = `${this.#root}${key}/redacted/`;
    let offset = 0;
    do {
      const piece = copy.slice(offset, offset + PIECE_BYTES);
      await this.#send(`${url}?offset=${offset}&size=${copy.size}`, "PUT", piece);
      offset += PIECE_BYTES;
      onProgress(Math.min(offset, copy.size));
    } while (offset < copy.size);
    return parseDecided(await this.#send(url, "POST", null));
  }

  async #send(url: string, method: string, body: Blob | null): Promise<unknown> {
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
    const response = await fetch(url, { method, body, headers, credentials: "same-origin", signal: this.#signal });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Refusal(asString(asObject(answer, "answer")["message"], "message"));
    return answer;
  }

  #fields(keys: readonly string[], wish: Wish): (readonly [string, string])[] {
    return [
      ...keys.map((key) => ["key", key] as const),
      ["decision", wish.decision],
      ["boxes", wish.boxes],
      ["frame", String(wish.frame)],
      ["window", wish.window],
      ["confirmed", wish.confirmed ? "yes" : ""],
      ["rows", String(wish.rows)],
      ["columns", String(wish.columns)],
    ];
  }

  async #get(url: string): Promise<unknown> {
    const response = await fetch(url, { signal: this.#signal, credentials: "same-origin" });
    if (!response.ok) throw new Error(`answer ${response.status}`);
    return response.json();
  }

  async #post(place: string, fields: readonly (readonly string[])[]): Promise<unknown> {
    const body = new URLSearchParams(fields.map(([name, value]) => [name ?? "", value ?? ""]));
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
    const response = await fetch(this.#root + place, {
      method: "POST", body, headers, credentials: "same-origin", signal: this.#signal,
    });
    if (!response.ok) throw new Error(`answer ${response.status}`);
    return response.json();
  }
}

function joined(outcomes: readonly Outcome[]): Outcome {
  return {
    done: outcomes.flatMap(({ done }) => done),
    left: outcomes.flatMap(({ left }) => left),
    why: [...new Set(outcomes.flatMap(({ why }) => why))],
  };
}

function trim(kept: Map<string, unknown>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(oldest);
  }
}
