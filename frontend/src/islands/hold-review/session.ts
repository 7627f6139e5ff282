import { clamp } from "../../runtime/dom";
import { asSent, isOnFrame } from "./boxes";
import type { Box } from "./boxes";
import { Desk, Refusal } from "./desk";
import type { Wish } from "./desk";
import type { Decision, Facts, HeldFile, HoldProps, Outcome, Verdict } from "./props";
import { asText } from "./windows";
import type { Levels, Window } from "./windows";

const AHEAD = 2;
/** What is being looked at, what was decided, and what can be undone. */
export class Session {
  readonly files: HeldFile[];
  index: number;
  frame = 1;
  window: Window = "stated";
  zoom = 1;
  /** Whether a drag over the picture changes the window, and draws no box. */
  isWindowing = false;
  isAfter = false;
  isWholeSeries = false;
  isConfirmed = false;
  selected: number | null = null;
  facts: Facts | null = null;
  /** What is to be told: a sentence, and whether it is bad news. */
  said = { text: "", isBad: false };
  progress: { readonly done: number; readonly total: number } | null = null;
  readonly desk: Desk;
  readonly #boxes = new Map<string, readonly Box[]>();
  readonly #past: (readonly string[])[] = [];
  readonly #changed: () => void;

  constructor(props: HoldProps, signal: AbortSignal, changed: () => void) {
    this.files = [...props.files];
    this.desk = new Desk(props.root, signal);
    this.index = Math.max(0, this.files.findIndex(({ key }) => key === props.current));
    this.#changed = changed;
  }

  get file(): HeldFile | undefined {
    return this.files[this.index];
  }

  get isPicture(): boolean {
    return this.facts?.kind === "picture";
  }

  /** All boxes of the file, and which of them are on the frame that is shown. */
  get boxes(): readonly Box[] {
    return this.#boxes.get(this.file?.key ?? "") ?? this.facts?.boxes ?? [];
  }

  /** Whether boxes can be drawn: nobody has decided, and the picture is shown as it is now. */
  get isOpen(): boolean {
    return this.file?.decision === "" && !this.isAfter;
  }

  /** The window in numbers, to go on from; of the names only "as the file asks" has some. */
  get levels(): Levels {
    return typeof this.window === "string" ? (this.facts?.levels ?? { center: 127.5, width: 255 }) : this.window;
  }

  get undecided(): number {
    return this.files.filter(({ decision }) => decision === "").length;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  /** The files that the next decision is about, the one that is seen first. */
  get chosen(): readonly string[] {
    const { file } = this;
    if (file?.decision !== "") return [];
    if (!this.isWholeSeries) return [file.key];
    const alike = this.files.filter((other) => other.group === file.group && other.decision === "");
    return [file.key, ...alike.map(({ key }) => key).filter((key) => key !== file.key)];
  }

  isShown(box: Box): boolean {
    return isOnFrame(box, this.frame);
  }

  /** Change something that only this page knows of. */
  set(changes: Partial<Pick<Session, "frame" | "window" | "zoom" | "isWindowing" | "isAfter" | "isWholeSeries" | "isConfirmed" | "selected">>): void {
    Object.assign(this, changes);
    this.#changed();
  }

  keepBoxes(boxes: readonly Box[], selected: number | null): void {
    if (this.file) this.#boxes.set(this.file.key, boxes);
    this.selected = selected;
    this.#changed();
  }

  toFrame(frame: number): void {
    this.set({ frame: clamp(frame, 1, this.facts?.frames ?? 1) });
  }

  async go(index: number): Promise<void> {
    const group = this.file?.group;
    this.index = clamp(index, 0, this.files.length - 1);
    Object.assign(this, { frame: 1, selected: null, isAfter: false, isConfirmed: false, facts: null, zoom: 1 });
    const { file } = this;
    // What a person drew fits images of one series; names fit all.
    if (file?.group !== group && typeof this.window !== "string") this.window = "stated";
    this.#changed();
    if (!file) return;
    try {
      const facts = await this.desk.facts(file.key);
      if (this.file?.key !== file.key) return;
      this.facts = facts;
    } catch {
      this.said = { text: "This file can't be shown just now. It may have been sent on already.", isBad: true };
    }
    this.#changed();
    this.#prefetch();
  }

  /** Decide, and go to the next that nobody decided about. */
  async decide(decision: Verdict): Promise<void> {
    // The face is taken away from a whole series or not at all: the server knows which files.
    const keys = decision === "deface" ? this.chosen.slice(0, 1) : this.chosen;
    if (this.progress || keys.length === 0) return;
    const trouble = this.#trouble(decision);
    if (trouble) {
      this.#tell(trouble, true);
      return;
    }
    const outcome = await this.#asked(keys.length, (onProgress) => this.desk.decide(keys, this.#wish(decision), onProgress));
    if (outcome) await this.#settle(outcome, decision);
  }

  /** Release a document with a redacted copy in its place. Returns why not; else nothing. */
  async redact(copy: Blob): Promise<string> {
    const { file } = this;
    if (file?.decision !== "" || this.progress) return "";
    const tell = (done: number): void => {
      this.progress = { done, total: copy.size };
      this.#changed();
    };
    tell(0);
    try {
      const outcome = await this.desk.redact(file.key, copy, tell);
      this.progress = null;
      await this.#settle(outcome, "redact");
      return "";
    } catch (error) {
      return error instanceof Refusal ? error.message : "The library did not take this copy. Load the page again to see how things stand.";
    } finally {
      this.progress = null;
      this.#changed();
    }
  }

  /** Mark what was decided, and go to the next that nobody decided about. */
  async #settle(outcome: Outcome, decision: Verdict): Promise<void> {
    this.#mark(outcome.done, decision);
    if (outcome.done.length > 0) this.#past.push(outcome.done);
    this.#tell([sentence(decision, outcome.done.length), ...outcome.why].filter(Boolean).join(" "), outcome.left.length > 0);
    const next = this.#nextUndecided();
    if (outcome.done.length > 0 && next !== null) await this.go(next);
    else this.#changed();
  }

  async undo(): Promise<void> {
    const keys = this.#past.at(-1);
    if (!keys || this.progress) return;
    const outcome = await this.#asked(keys.length, () => this.desk.undo(keys));
    if (!outcome) return;
    this.#past.pop();
    this.#mark(outcome.done, "");
    this.#tell(outcome.why.length > 0 ? outcome.why.join(" ") : "Undone.", outcome.why.length > 0);
    await this.go(this.files.findIndex(({ key }) => key === keys[0]));
  }

  #wish(decision: Verdict): Wish {
    const boxes = JSON.stringify(decision === "mask" ? asSent(this.boxes) : []);
    const { frame, isConfirmed: confirmed } = this;
    const { rows, columns } = this.facts ?? { rows: 0, columns: 0 };
    return { decision, boxes, frame, window: asText(this.window), confirmed, rows, columns };
  }

  #trouble(decision: Decision): string {
    if (!this.facts) return "Wait until the image is here.";
    if (decision === "deface" && !this.facts.face) return "No face was found in these images.";
    if (decision === "mask" && asSent(this.boxes).length === 0) return "Draw a box first, or release the image as it is.";
    if (decision !== "reject" && !this.isPicture && !this.isConfirmed) {
      const or = this.facts.takes ? ", give a redacted copy," : ",";
      return `There is no picture to look at. Say that you have read this file elsewhere${or} or reject it.`;
    }
    return "";
  }

  async #asked(total: number, ask: (onProgress: (done: number) => void) => Promise<Outcome>): Promise<Outcome | null> {
    const tell = (done: number): void => {
      this.progress = { done, total };
      this.#changed();
    };
    tell(0);
    try {
      return await ask(tell);
    } catch {
      this.#tell("The library did not take this decision. Load the page again to see how things stand.", true);
      return null;
    } finally {
      this.progress = null;
      this.#changed();
    }
  }

  #mark(keys: readonly string[], decision: Decision): void {
    const marked = new Set(keys);
    this.files.forEach((file, index) => {
      if (marked.has(file.key)) this.files[index] = { ...file, decision };
    });
  }

  #tell(text: string, isBad: boolean): void {
    this.said = { text, isBad };
    this.#changed();
  }

  #nextUndecided(): number | null {
    const places = [...this.files.keys()];
    const ahead = [...places.slice(this.index), ...places.slice(0, this.index)];
    return ahead.find((place) => this.files[place]?.decision === "") ?? null;
  }

  #prefetch(): void {
    const next = this.files.slice(this.index + 1).filter(({ decision }) => decision === "").slice(0, AHEAD);
    for (const { key } of next) {
      this.desk.facts(key).then((facts) => {
        if (facts.kind === "picture") this.desk.image(key, 1, this.window);
      }).catch(() => undefined); // it is asked for again when it is gone to
    }
  }
}

function sentence(decision: Decision, count: number): string {
  const done = { "": "", release: "released", mask: "masked and released", reject: "rejected", deface: "released without the face", redact: "released with the redacted copy" }[decision];
  return count === 0 ? "" : `${count === 1 ? "1 file" : `${count} files`} ${done}. Undo with Z.`;
}
