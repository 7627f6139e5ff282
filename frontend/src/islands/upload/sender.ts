import { asHex } from "../../runtime/sha256";
import { Refusal } from "./api";
import type { Piece, Small, Standing } from "./api";
import { contentId, pieceDigest } from "./digests";
import { Unreadable } from "./given";
import type { Given } from "./given";

export type FileState = "waiting" | "sending" | "sent" | "filed" | "duplicate" | "held" | "rejected" | "failed";

/** A file on its way. */
export interface Sending {
  readonly given: Given;
  state: FileState;
  sentBytes: number;
  id: string;
  message: string;
  /** Its bytes, only while it is on its way: what comes out of an archive is not kept longer. */
  data: Blob | null;
}

/** What the sender needs of the server; a test gives its own. */
export interface Line {
  readonly put: (piece: Piece, signal: AbortSignal) => Promise<Standing>;
  readonly putSmall: (files: readonly Small[], signal: AbortSignal) => Promise<readonly Standing[]>;
  readonly known: (ids: readonly string[]) => Promise<ReadonlyMap<string, Standing>>;
}

/** Why everything stands still, until the person or the network does something. */
export interface Halt {
  readonly code: "paused" | "offline" | "signed_out" | "disk_full" | "ended";
  readonly message: string;
}

export interface Options {
  readonly chunkBytes: number;
  /** Files up to this size go several at a time. */
  readonly smallBytes: number;
  readonly asksFirst: boolean;
  readonly wait: (ms: number) => Promise<void>;
}

const GONE = "This file can't be read any more. Choose the folder again.";
const AT_ONCE = 3;
const MOST_TOGETHER = 64;
const LIST_BYTES = 8192;
const MAX_DAMAGED = 5;
const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 30_000;
const STOPPING: Readonly<Record<string, Halt["code"]>> = {
  signed_out: "signed_out", disk_full: "disk_full", not_found: "ended", state_conflict: "ended", over_quota: "disk_full",
};

/** Sends files in pieces, a few at a time, and goes on after whatever interrupts it. */
export class Sender {
  halt: Halt | null = null;
  private next = 0;
  private readonly stop = new AbortController();
  private wake: (() => void)[] = [];
  private readonly seen = new Set<string>();

  constructor(
    readonly files: readonly Sending[],
    private readonly line: Line,
    private readonly options: Options,
    private readonly changed: () => void,
  ) {}

  /** Resolves when every file has arrived or can't be sent; false where it was cancelled. */
  async run(): Promise<boolean> {
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.work()));
    return !this.stop.signal.aborted;
  }

  pause(): void {
    this.stand({ code: "paused", message: "Paused." });
  }

  goOn(): void {
    this.halt = null;
    for (const wake of this.wake.splice(0)) wake();
    this.changed();
  }

  cancel(): void {
    this.stop.abort();
    this.goOn();
  }

  private get cancelled(): boolean {
    return this.stop.signal.aborted;
  }

  private async work(): Promise<void> {
    for (let batch = this.batch(); batch.length > 0 && !this.cancelled; batch = this.batch()) {
      await this.sendBatch(batch);
      this.changed();
    }
  }

  /** The next file, or the next few where they are small. */
  private batch(): Sending[] {
    const taken: Sending[] = [];
    for (let bytes = 0, file = this.files[this.next]; file !== undefined; file = this.files[this.next]) {
      const { size } = file.given;
      const joins = size <= this.options.smallBytes && bytes + size <= this.options.chunkBytes - LIST_BYTES;
      if (taken.length > 0 && (!joins || taken.length >= MOST_TOGETHER)) break;
      this.next += 1;
      taken.push(file);
      if (!joins) break;
      bytes += size;
    }
    return taken;
  }

  private async sendBatch(batch: readonly Sending[]): Promise<void> {
    const fresh: Sending[] = [];
    for (const file of batch) if (await this.isFresh(file)) fresh.push(file);
    const known = await this.askFirst(fresh);
    const left = fresh.filter(({ state }) => state === "sending");
    if (left.length > 1 && (await this.sendTogether(left))) return;
    for (const file of left) await this.sendFrom(file, known.get(file.id)?.received ?? 0);
  }

  /** What is here of these files already, after a sending that was cut. */
  private async askFirst(files: readonly Sending[]): Promise<ReadonlyMap<string, Standing>> {
    if (!this.options.asksFirst || files.length === 0) return new Map();
    const known = await this.patiently(() => this.line.known(files.map(({ id }) => id)));
    if (known === undefined || known instanceof Refusal) return new Map(); // sending them again is harmless
    for (const file of files) if (known.get(file.id)?.whole) arrive(file);
    return known;
  }

  /** Whether this file has to be sent: it can be read, and no equal one went before. */
  private async isFresh(file: Sending): Promise<boolean> {
    file.state = "sending";
    try {
      file.data = await file.given.open();
      file.id = await contentId(file.data, this.options.chunkBytes);
    } catch (error) {
      fail(file, error instanceof Unreadable ? error.message : GONE);
      return false;
    }
    if (this.seen.has(file.id)) { arrive(file); return false; }
    this.seen.add(file.id);
    return true;
  }

  /** False where one of them is at fault: then each has to go alone, to find out which. */
  private async sendTogether(files: readonly Sending[]): Promise<boolean> {
    const small = files.map(({ id, data }) => ({ id, data: data ?? new Blob() }));
    const answer = await this.patiently(() => this.line.putSmall(small, this.stop.signal));
    if (answer instanceof Refusal) return false;
    if (answer) files.forEach(arrive);
    return true;
  }

  private async sendFrom(file: Sending, start: number): Promise<void> {
    let at = start;
    for (let standing = 0; standing <= MAX_DAMAGED && file.state === "sending"; ) {
      file.sentBytes = at;
      const answer = await this.patiently(() => this.putAt(file, at));
      if (answer instanceof Refusal) { fail(file, answer.message); return; }
      if (!answer) return;
      if (answer.whole) { arrive(file); return; }
      standing = answer.received > at ? 0 : standing + 1;
      at = answer.received;
      this.changed();
    }
    fail(file, "This file could not be sent. Send it again alone.");
  }

  private async putAt(file: Sending, at: number): Promise<Standing> {
    const data = (file.data ?? new Blob()).slice(at, at + this.options.chunkBytes);
    const digest = asHex(await pieceDigest(data));
    const piece = { id: file.id, size: file.given.size, offset: at, digest, data };
    return this.line.put(piece, this.stop.signal);
  }

  /** Try until it works; a refusal where the files are at fault, nothing where it was cancelled. */
  private async patiently<T>(act: () => Promise<T>): Promise<T | Refusal | undefined> {
    for (let attempt = 0; ; attempt += 1) {
      await this.untilGoing();
      if (this.cancelled) return undefined;
      try {
        const answer = await act();
        if (this.halt?.code === "offline") this.goOn();
        return answer;
      } catch (error) {
        const refusal = error instanceof Refusal ? error : new Refusal("unreadable", GONE, 400);
        if (isTheFile(refusal, attempt)) return refusal;
        await this.sitOut(refusal, Math.min(FIRST_DELAY_MS * 2 ** attempt, LONGEST_DELAY_MS));
      }
    }
  }

  private async sitOut(refusal: Refusal, delay: number): Promise<void> {
    const halt = STOPPING[refusal.code];
    if (halt) { this.stand({ code: halt, message: refusal.message }); return; }
    if (refusal.code === "wrong_hash") return;
    if (!this.halt) {
      const message = refusal.code === "offline" ? "The connection is lost. It is tried again by itself." : refusal.message;
      this.stand({ code: "offline", message });
    }
    await this.options.wait(delay);
  }

  private stand(halt: Halt): void {
    if (!this.halt || this.halt.code === "offline") this.halt = halt;
    this.changed();
  }

  /** Lost connections are tried again by whoever met them; all else waits for the person. */
  private async untilGoing(): Promise<void> {
    while (this.halt && this.halt.code !== "offline" && !this.cancelled) {
      await new Promise<void>((resolve) => { this.wake.push(resolve); });
    }
  }
}

/** Whether it is no use to send the file again; a damaged piece is given a few chances. */
function isTheFile({ status, code }: Refusal, attempt: number): boolean {
  if (code === "wrong_hash") return attempt >= MAX_DAMAGED;
  return status >= 400 && status < 500 && !(code in STOPPING) && status !== 408;
}

function arrive(file: Sending): void {
  file.state = "sent";
  file.sentBytes = file.given.size;
  file.data = null;
}

function fail(file: Sending, message: string): void {
  file.state = "failed";
  file.message = message;
  file.data = null;
}
