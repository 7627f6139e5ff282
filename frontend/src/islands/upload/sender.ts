import { asHex } from "../../runtime/sha256";
import { Refusal } from "./api";
import type { Piece, Standing } from "./api";
import { contentId, pieceDigest } from "./digests";
import type { Given } from "./folder";

export type FileState = "waiting" | "sending" | "sent" | "filed" | "duplicate" | "held" | "rejected" | "failed";

/** A file on its way. */
export interface Sending {
  readonly given: Given;
  state: FileState;
  sentBytes: number;
  id: string;
  message: string;
}

/** What the sender needs of the server; a test gives its own. */
export interface Line {
  readonly put: (piece: Piece, signal: AbortSignal) => Promise<Standing>;
  readonly known: (id: string) => Promise<Standing | undefined>;
}

/** Why everything stands still, until the person or the network does something. */
export interface Halt {
  readonly code: "paused" | "offline" | "signed_out" | "disk_full" | "ended";
  readonly message: string;
}

export interface Options {
  readonly chunkBytes: number;
  readonly asksFirst: boolean;
  readonly wait: (ms: number) => Promise<void>;
}

const GONE = "This file can't be read any more. Choose the folder again.";
const AT_ONCE = 3;
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
    for (let file = this.files[this.next++]; file !== undefined; file = this.files[this.next++]) {
      if (this.cancelled) return;
      await this.send(file);
      this.changed();
    }
  }

  private async send(file: Sending): Promise<void> {
    file.state = "sending";
    try {
      file.id = await contentId(file.given.file, this.options.chunkBytes);
    } catch {
      fail(file, GONE);
      return;
    }
    if (this.seen.has(file.id)) { arrive(file); return; }
    this.seen.add(file.id);
    const known = this.options.asksFirst ? await this.patiently(file, () => this.line.known(file.id)) : undefined;
    if (known?.whole) arrive(file);
    else await this.sendFrom(file, known?.received ?? 0);
  }

  private async sendFrom(file: Sending, start: number): Promise<void> {
    let at = start;
    for (let standing = 0; standing <= MAX_DAMAGED && file.state === "sending"; ) {
      file.sentBytes = at;
      const answer = await this.patiently(file, () => this.putAt(file, at));
      if (!answer) return;
      if (answer.whole) { arrive(file); return; }
      standing = answer.received > at ? 0 : standing + 1;
      at = answer.received;
      this.changed();
    }
    fail(file, "This file could not be sent. Send it again alone.");
  }

  private async putAt(file: Sending, at: number): Promise<Standing> {
    const data = file.given.file.slice(at, at + this.options.chunkBytes);
    const digest = asHex(await pieceDigest(data));
    const piece = { id: file.id, size: file.given.file.size, offset: at, digest, data };
    return this.line.put(piece, this.stop.signal);
  }

  /** Try until it works, the person cancels, or the file turns out to be at fault. */
  private async patiently<T>(file: Sending, act: () => Promise<T>): Promise<T | undefined> {
    for (let attempt = 0; ; attempt += 1) {
      await this.untilGoing();
      if (this.cancelled) return undefined;
      try {
        const answer = await act();
        if (this.halt?.code === "offline") this.goOn();
        return answer;
      } catch (error) {
        if (!(error instanceof Refusal) || isTheFile(error, attempt)) {
          fail(file, error instanceof Refusal ? error.message : GONE);
          return undefined;
        }
        await this.sitOut(error, Math.min(FIRST_DELAY_MS * 2 ** attempt, LONGEST_DELAY_MS));
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
  file.sentBytes = file.given.file.size;
}

function fail(file: Sending, message: string): void {
  file.state = "failed";
  file.message = message;
}
