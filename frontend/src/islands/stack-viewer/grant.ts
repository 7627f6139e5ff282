import { csrfToken } from "../../runtime/csrf";
import { asObject, asString } from "../../runtime/parse";

/** Half of the life of a grant; the page renews it then, while anyone looks. */
const HALF_LIFE_MS = 150_000;

const GRANTED = /^\/dicomweb\/g\/[^/]+(\/studies\/[^/]+\/series\/[^/]+)(.*)$/;

function parseRoots(value: unknown): Readonly<Record<string, string>> {
  const roots = asObject(asObject(value, "grant")["roots"], "grant.roots");
  return Object.fromEntries(Object.keys(roots).map((series) => [series, asString(roots[series], series)]));
}

/** Keeps this reader's leave to fetch pixels: renewed before it ends, and on demand. */
export class Grant {
  readonly #url: string;
  #renewing: Promise<boolean> | undefined;
  #renewedAt = performance.now();
  #roots: Readonly<Record<string, string>> = {};

  constructor(url: string, signal: AbortSignal) {
    this.#url = url;
    const timer = setInterval(() => {
      this.#renewIfDue();
    }, HALF_LIFE_MS / 10);
    signal.addEventListener("abort", () => {
      clearInterval(timer);
    });
    document.addEventListener("visibilitychange", () => { this.#renewIfDue(); }, { signal });
  }

  #renewIfDue(): void {
    if (document.visibilityState !== "visible") return;
    if (performance.now() - this.#renewedAt >= HALF_LIFE_MS) void this.renew();
  }

  /** The address as it is now, where the grant stands in it: frames of other sites have no cookies. */
  fresh(url: string): string {
    const [, series = "", rest = ""] = GRANTED.exec(url) ?? [];
    const root = this.#roots[series];
    return root === undefined ? url : root + rest;
  }

  /** Ask for a new grant, once for all who wait. False: this reader may not see these now. */
  renew(): Promise<boolean> {
    this.#renewing ??= this.#ask().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #ask(): Promise<boolean> {
    this.#renewedAt = performance.now();
    try {
      const headers = { "X-CSRFToken": csrfToken() };
      const options: RequestInit = { method: "POST", headers, credentials: "same-origin" };
      const response = await fetch(this.#url, options);
      if (response.headers.get("Content-Type")?.startsWith("application/json")) this.#roots = parseRoots(await response.json());
      return response.ok;
    } catch {
      return false;
    }
  }
}
