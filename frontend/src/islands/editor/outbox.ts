import { asArray, asObject, asOneOf, asString, orNull } from "../../runtime/parse";
import type { Edit, Json } from "./copy";

export interface Batch {
  readonly id: string;
  readonly edits: Edit[];
  /** It was sent, and the server may have taken it though nobody heard: nothing is put into it any more. */
  isSent: boolean;
}

/** An edit that was not taken, with what is there now. */
export interface Clash {
  readonly edit: Edit;
  readonly reason: "changed" | "gone";
  readonly current: Json;
}

/** An edit that the server will never take as it is, and why. It stays on this device. */
export interface Refusal {
  readonly edit: Edit;
  readonly message: string;
}

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/**
 * What was written and is not yet known to be saved. Every change is put into the browser's own
 * store at once, so that a tab, a browser or a machine may end at any moment. A batch keeps its name
 * when it is sent again, and the server takes a name once.
 */
export class Outbox {
  #batches: Batch[] = [];
  #clashes: Clash[] = [];
  #refusals: Refusal[] = [];
  #isKept = true;

  constructor(
    private readonly store: Store | null,
    private readonly prefix: string,
    /** Names this page, and no other: not even the same tab loaded again. */
    private readonly page: string,
    private readonly newId: () => string,
  ) {}

  get isEmpty(): boolean { return this.#batches.length === 0; }
  get clashes(): readonly Clash[] { return this.#clashes; }
  get refusals(): readonly Refusal[] { return this.#refusals; }
  /** Whether this device keeps what is not saved yet. */
  get isKept(): boolean { return this.#isKept; }
  get edits(): readonly Edit[] { return this.#batches.flatMap(({ edits }) => edits); }

  /**
   * Take up what other pages left behind; gives its edits in order. One of them may live on, in
   * another tab: what it has not sent gets a name of its own here, so that its words and ours are
   * never taken for each other's, and nothing more is put into it.
   */
  adopt(): readonly Edit[] {
    for (const key of this.#keys()) {
      const left = readLeft(this.store?.getItem(key) ?? "");
      const known = new Set(this.#batches.map(({ id }) => id));
      const others = left.batches.filter(({ id }) => !known.has(id));
      this.#batches.push(...others.map((one) => ({ ...one, id: one.isSent ? one.id : this.newId(), isSent: true })));
      this.#clashes.push(...left.clashes);
      this.#refusals.push(...left.refusals);
      if (key !== this.#key()) this.store?.removeItem(key);
    }
    this.#keep();
    return [...this.edits, ...this.#refusals.map(({ edit }) => edit)];
  }

  /** Another tab took up what lies here, under the key that went: the same may be sent from both. */
  taken(key: string | null): void {
    if (key !== this.#key()) return;
    for (const batch of this.#batches) batch.isSent = true;
    this.#keep();
  }

  /** Keep an edit; one of the same field that was not sent yet takes its place. */
  add(edit: Edit): void {
    const open = this.#open();
    const at = edit.kind === "set" ? open.edits.findIndex((one) => one.kind === "set" && one.path === edit.path) : -1;
    const refused = edit.kind === "set" ? this.#refusals.find(({ edit: one }) => one.path === edit.path) : undefined;
    this.#refusals = this.#refusals.filter((one) => one !== refused);
    const earlier = open.edits[at] ?? refused?.edit;
    const told = earlier ? { ...edit, base: earlier.base } : edit;
    if (at >= 0) open.edits[at] = told;
    else open.edits.push(told);
    this.#keep();
  }

  /** The oldest batch, to be sent; no more is put into it. */
  take(): Batch | null {
    const first = this.#batches[0] ?? null;
    if (first && !first.isSent) {
      first.isSent = true;
      this.#keep();
    }
    return first;
  }

  /** A batch was taken by the server, but for these. */
  done(id: string, clashes: readonly Clash[]): void {
    this.#batches = this.#batches.filter((batch) => batch.id !== id);
    this.#clashes.push(...clashes);
    this.#keep();
  }

  /**
   * The server refused a batch: its edits are sent one by one, so that only the one that is wrong
   * is put aside, with the reason, and the others are saved.
   */
  refused(id: string, message: string): void {
    const parts = this.#batches.find((batch) => batch.id === id)?.edits ?? [];
    const [only] = parts;
    const others = this.#batches.filter((batch) => batch.id !== id);
    this.#batches = parts.length > 1 ? [...parts.map((edit) => ({ id: this.newId(), edits: [edit], isSent: false })), ...others] : others;
    if (only && parts.length === 1) this.#refusals.push({ edit: only, message });
    this.#keep();
  }

  /** Does something that is not saved yet lie at this address, or below it. */
  holds(path: string): boolean {
    const unsaved = [...this.edits, ...this.#refusals.map(({ edit }) => edit)];
    return unsaved.some((edit) => edit.path === path || edit.path.startsWith(`${path}/`));
  }

  settle(clash: Clash): void {
    this.#clashes = this.#clashes.filter((one) => one !== clash);
    this.#keep();
  }

  #open(): Batch {
    const last = this.#batches.at(-1);
    if (last && !last.isSent && last.edits.length < 200) return last;
    const made = { id: this.newId(), edits: [], isSent: false };
    this.#batches.push(made);
    return made;
  }

  #key(): string { return `${this.prefix}${this.page}`; }

  #keys(): string[] {
    const { store } = this;
    if (!store) return [];
    const all = Array.from({ length: store.length }, (_, at) => store.key(at) ?? "");
    return all.filter((key) => key.startsWith(this.prefix));
  }

  #keep(): void {
    try {
      if (!this.store) throw new Error("no store");
      const isDone = this.isEmpty && this.#clashes.length === 0 && this.#refusals.length === 0;
      if (isDone) this.store.removeItem(this.#key());
      else this.store.setItem(this.#key(), JSON.stringify({ batches: this.#batches, clashes: this.#clashes, refusals: this.#refusals }));
      this.#isKept = true;
    } catch {
      this.#isKept = this.isEmpty && this.#refusals.length === 0; // full, or not allowed: then leaving is asked about
    }
  }
}

interface Left {
  readonly batches: readonly Batch[];
  readonly clashes: readonly Clash[];
  readonly refusals: readonly Refusal[];
}

/** What another page kept; nothing where it can't be read. */
function readLeft(text: string): Left {
  try {
    const found = asObject(JSON.parse(text || "{}"), "kept");
    return {
      batches: asArray(found["batches"] ?? [], "batches", parseBatch),
      clashes: asArray(found["clashes"] ?? [], "clashes", parseClash),
      refusals: asArray(found["refusals"] ?? [], "refusals", (one, place) => {
        const refusal = asObject(one, place);
        return { edit: parseEdit(refusal["edit"], place), message: asString(refusal["message"], place) };
      }),
    };
  } catch {
    return { batches: [], clashes: [], refusals: [] };
  }
}

function parseBatch(value: unknown, place: string): Batch {
  const found = asObject(value, place);
  return { id: asString(found["id"], place), edits: [...asArray(found["edits"], place, parseEdit)], isSent: found["isSent"] !== false };
}

export function parseEdit(value: unknown, place: string): Edit {
  const found = asObject(value, place);
  return {
    kind: asOneOf(found["kind"], `${place}.kind`, ["set", "insert", "remove", "move"]),
    path: asString(found["path"], `${place}.path`),
    base: (found["base"] ?? null) as Json, // it came as JSON
    value: (found["value"] ?? null) as Json,
    after: orNull(found["after"], `${place}.after`, asString),
  };
}

export function parseClash(value: unknown, place: string): Clash {
  const found = asObject(value, place);
  return {
    edit: parseEdit(found["edit"], `${place}.edit`),
    reason: asOneOf(found["reason"], `${place}.reason`, ["changed", "gone"]),
    current: (found["current"] ?? null) as Json,
  };
}
