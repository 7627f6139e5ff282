import type { FrameCache } from "./cache";
import { DecodeError } from "./decode-pool";
import type { DecodePool } from "./decode-pool";
import type { Grant } from "./grant";
import { mergeWishes } from "./prefetch";
import type { Stack, StackFrame } from "./stack";

/** Why a picture is not here; each has a sentence and a way on. */
export type Trouble = "network" | "missing" | "forbidden" | "damaged" | "unsupported";

export class LoadError extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble);
  }
}

/** One frame somebody wants, and all that is needed to fetch it. */
export interface FrameRef {
  readonly key: string;
  readonly url: string;
  readonly stack: Stack;
}

export function frameRef(root: string, stack: Stack, frame: StackFrame): FrameRef {
  const url = `${root}/instances/${frame.sop}/frames/${frame.frame}`;
  return { key: url, url, stack };
}

const ACCEPT =
  "image/jphc, application/octet-stream;q=0.9, image/jpeg;q=0.8, image/jp2;q=0.7, image/jls;q=0.7";
const SYNTAX_OF_MEDIA: Readonly<Record<string, string>> = {
  "image/jphc": "1.2.840.10008.1.2.4.202",
  "application/octet-stream": "1.2.840.10008.1.2.1",
};
/** Requests at a time: what a browser opens to one host over HTTP/1.1. */
const CONCURRENCY = 6;
/** A fetch this far down the list gives way when what should be on screen has no place. */
const STALE_RANK = 8;

interface Flight {
  readonly stop: AbortController;
  rank: number;
}

interface Wishes {
  readonly refs: readonly FrameRef[];
  readonly active: boolean;
}

/** Fetches what the viewports wish for, nearest first, and says when something has come. */
export class FrameLoader {
  readonly #wishes = new Map<object, Wishes>();
  readonly #flights = new Map<string, Flight>();
  readonly #troubles = new Map<string, Trouble>();
  #queued = false;

  constructor(
    private readonly cache: FrameCache,
    private readonly pool: DecodePool,
    private readonly grant: Grant,
    private readonly arrived: (key: string) => void,
  ) {}

  /** Replace what one viewport wishes for, most wanted first. */
  wish(viewer: object, refs: readonly FrameRef[], active: boolean): void {
    this.#wishes.set(viewer, { refs, active });
    this.#queue();
  }

  forget(viewer: object): void {
    this.#wishes.delete(viewer);
    this.#queue();
  }

  troubleWith(key: string): Trouble | undefined {
    return this.#troubles.get(key);
  }

  /** Try again what failed before. */
  retry(): void {
    this.#troubles.clear();
    this.#queue();
  }

  dispose(): void {
    this.#wishes.clear();
    for (const { stop } of this.#flights.values()) stop.abort();
  }

  /** Several viewports change in one turn: look once, after all of them. */
  #queue(): void {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      this.#pump();
    });
  }

  #pump(): void {
    const lists = [...this.#wishes.values()];
    const refs = new Map(lists.flatMap((list) => list.refs.map((ref) => [ref.key, ref] as const)));
    const wishes = mergeWishes(
      lists.map(({ refs: wanted, active }) => ({ keys: wanted.map((ref) => ref.key), active })),
    );
    this.#rerank(new Map(wishes.map(({ key, rank }) => [key, rank])));
    for (const { key, rank } of wishes) {
      const ref = refs.get(key);
      if (!ref || this.#isSettled(key)) continue;
      if (this.#flights.size >= CONCURRENCY && !(rank === 0 && this.#makeRoom())) break;
      void this.#fly(ref, rank);
    }
  }

  #isSettled(key: string): boolean {
    return this.cache.has(key) || this.#flights.has(key) || this.#troubles.has(key);
  }

  #rerank(ranks: ReadonlyMap<string, number>): void {
    for (const [key, flight] of this.#flights) {
      const rank = ranks.get(key);
      if (rank === undefined) flight.stop.abort();
      flight.rank = rank ?? Infinity;
    }
  }

  /** End the least wanted fetch, if it is far enough down. */
  #makeRoom(): boolean {
    const flights = [...this.#flights].sort(([, a], [, b]) => b.rank - a.rank);
    const [key, worst] = flights[0] ?? [];
    if (key === undefined || !worst || worst.rank < STALE_RANK) return false;
    worst.stop.abort();
    this.#flights.delete(key);
    return true;
  }

  async #fly(ref: FrameRef, rank: number): Promise<void> {
    const flight: Flight = { stop: new AbortController(), rank };
    this.#flights.set(ref.key, flight);
    const { signal } = flight.stop;
    try {
      const { data, transferSyntax } = await this.#fetch(ref, signal);
      const values = await this.pool.decode(data, transferSyntax, ref.stack);
      this.cache.put(ref.key, values);
    } catch (error) {
      if (!signal.aborted) this.#troubles.set(ref.key, troubleOf(error));
    }
    if (this.#flights.get(ref.key) === flight) this.#flights.delete(ref.key);
    if (this.cache.has(ref.key) || this.#troubles.has(ref.key)) this.arrived(ref.key);
    this.#queue();
  }

  async #fetch(ref: FrameRef, signal: AbortSignal): Promise<{ data: ArrayBuffer; transferSyntax: string }> {
    const response = await fetchGranted(ref.url, this.grant, signal, ACCEPT);
    return {
      transferSyntax: transferSyntaxOf(response.headers.get("Content-Type") ?? "", ref.stack),
      data: await response.arrayBuffer(),
    };
  }
}

/** Fetch under the reader's grant; when refused, renew it and ask once more. */
export async function fetchGranted(
  url: string,
  grant: Grant,
  signal: AbortSignal,
  accept: string,
): Promise<Response> {
  const options: RequestInit = { signal, headers: { Accept: accept }, credentials: "same-origin" };
  let response = await fetch(grant.fresh(url), options);
  if (response.status === 401 || response.status === 403) {
    if (!(await grant.renew())) throw new LoadError("forbidden");
    response = await fetch(grant.fresh(url), options);
  }
  if (response.ok) return response;
  if (response.status === 401 || response.status === 403) throw new LoadError("forbidden");
  throw new LoadError(response.status === 404 || response.status === 410 ? "missing" : "network");
}

/** What the body is written in: the parameter of its type, else what the type stands for. */
export function transferSyntaxOf(contentType: string, stack: Pick<Stack, "transferSyntax">): string {
  const named = /;\s*transfer-syntax="?([\d.]+)"?/i.exec(contentType)?.[1];
  const media = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  return named ?? SYNTAX_OF_MEDIA[media] ?? stack.transferSyntax;
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof LoadError) return error.trouble;
  return error instanceof DecodeError ? error.problem : "network";
}
