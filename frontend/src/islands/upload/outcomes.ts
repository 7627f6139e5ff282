import type { Standing } from "./api";
import type { FileState, Sending } from "./sender";

const LETTERS: Readonly<Record<string, FileState>> = { f: "filed", d: "duplicate", h: "held", r: "rejected" };
const ASKED_AT_ONCE = 2000;

/** What became of files that arrived: the server knows numbers, only this page knows names. */
export class Outcomes {
  private readonly ordinals = new Map<string, readonly number[]>();
  private letters = "";
  private isAsking = false;

  constructor(
    private readonly files: readonly Sending[],
    private readonly ask: (ids: readonly string[]) => Promise<ReadonlyMap<string, Standing>>,
  ) {}

  /** `letters` has one for each file of the submission, in order. */
  async learn(letters: string): Promise<void> {
    this.letters = letters;
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      for (let done = ""; done !== this.letters; ) {
        done = this.letters;
        if (done.length > this.known()) await this.learnOrdinals();
        this.apply();
      }
    } catch {
      // The list keeps saying that the file arrived, which is true; the receipt says the rest.
    } finally {
      this.isAsking = false;
    }
  }

  private known(): number {
    let sum = 0;
    for (const [first = 0, last = 0] of this.ordinals.values()) sum += last - first + 1;
    return sum;
  }

  private async learnOrdinals(): Promise<void> {
    const unknown = this.files.filter(({ id, state }) => id && state !== "failed" && !this.ordinals.has(id));
    const ids = [...new Set(unknown.map(({ id }) => id))];
    for (let at = 0; at < ids.length; at += ASKED_AT_ONCE) {
      const found = await this.ask(ids.slice(at, at + ASKED_AT_ONCE));
      for (const [id, { ordinals }] of found) if (ordinals) this.ordinals.set(id, ordinals);
    }
  }

  private apply(): void {
    for (const file of this.files) {
      const [first, last] = this.ordinals.get(file.id) ?? [];
      if (first === undefined || last === undefined || file.state === "failed") continue;
      file.state = worst(this.letters.slice(first - 1, last)) ?? file.state;
    }
  }
}

/** An archive is what most needs a look among what was in it; nothing while any is on its way. */
function worst(letters: string): FileState | undefined {
  if (letters === "" || letters.includes("w")) return undefined;
  const found = ["h", "r", "f", "d"].find((letter) => letters.includes(letter));
  return found === undefined ? undefined : LETTERS[found];
}
