import { make, setText } from "../../runtime/dom";
import { asSent } from "./boxes";
import type { Command } from "./commands";
import { keyName } from "./keyboard";
import { RedactedCopy } from "./redacted-copy";
import type { Session } from "./session";
import { KIND_WORDS } from "./stage";
import { asText, inWords, WINDOWS } from "./windows";

/** What stands beside the picture: why, what to decide, the boxes, the header. */
export class Panel {
  readonly element: HTMLElement;
  readonly #session: Session;
  readonly #buttons = new Map<string, HTMLButtonElement>();
  readonly #why = make("ul", { class: "hold-why" });
  readonly #remark = make("p", { class: "note warn" });
  readonly #confirm = make("input", { type: "checkbox" });
  readonly #confirmLine: HTMLLabelElement;
  readonly #boxes = make("ul", { class: "hold-boxes" });
  readonly #header = make("ul", { class: "hold-header" });
  readonly #verdict = make("p", { class: "note" });
  readonly #face = make("section", { class: "hold-face" });
  readonly #copy: RedactedCopy;
  readonly #window = make("select", { class: "input", "aria-label": "Window" });
  readonly #levels = make("output", { class: "levels num small", "aria-live": "off" });
  #options = "";
  readonly #frame = make("input", { type: "range", min: 1, step: 1, "aria-label": "Frame" });
  readonly #frameText = make("output", { class: "num small" });
  readonly #frameLine: HTMLElement;

  constructor(session: Session, commands: readonly Command[], signal: AbortSignal) {
    this.#session = session;
    const button = (name: string, kind = ""): HTMLButtonElement => this.#button(commands, name, kind, signal);
    this.#confirmLine = make("label", { class: "check" }, this.#confirm, " I have read it elsewhere, and nothing in it names the patient.");
    this.#copy = new RedactedCopy(session, signal);
    this.#frameLine = make("div", { class: "hold-frames" }, this.#frame, this.#frameText);
    this.element = make("div", { class: "hold-side" },
      make("div", { class: "hold-acts" }, button("release"), button("mask"), button("reject", "bad"), button("series"), button("undo")),
      this.#face, this.#verdict, this.#remark, this.#confirmLine, this.#copy.element,
      make("div", { class: "hold-view" }, button("after"), button("new"), this.#frameLine),
      make("div", { class: "hold-view" }, this.#window, this.#levels, button("windowing")),
      make("div", { class: "hold-view" }, button("smaller"), button("larger")),
      make("section", {}, make("h2", {}, "Why it is held"), this.#why),
      make("section", {}, make("h2", {}, "Boxes"), this.#boxes),
      make("section", {}, make("h2", {}, "What becomes of the header"), this.#header),
    );
    this.#face.append(make("h2", {}, "What could be made visible"), make("img", { alt: "The surface of the head, from the front and from both sides" }),
      make("p", { class: "small soft" }, "Releasing the series means that you agree to this. Without the face it is harder to recognise, not anonymous; the brain stays untouched."), button("deface"));
    this.#listen(signal);
  }

  update(): void {
    const session = this.#session;
    const decision = session.file?.decision ?? "";
    const isOpen = decision === "" && !session.progress;
    fill(this.#why, session.file?.reasons ?? []);
    this.#verdict.hidden = decision === "";
    setText(this.#verdict, verdict(decision));
    this.#confirm.checked = session.isConfirmed;
    this.#confirmLine.hidden = !session.facts || session.isPicture || !isOpen;
    this.#updateFacts();
    this.#updateFace(isOpen);
    this.#copy.update(decision === "");
    this.#updateButtons(isOpen);
    this.#updateView();
    this.#updateBoxes(isOpen);
  }

  #updateFacts(): void {
    const { facts } = this.#session;
    fill(this.#header, facts?.header.length ? facts.header : ["Nothing is known of it yet."]);
    const remark = [facts?.trouble, facts?.remark].filter(Boolean).join(" ");
    this.#remark.hidden = remark === "";
    setText(this.#remark, remark);
  }

  #updateFace(isOpen: boolean): void {
    const { facts, file, desk } = this.#session;
    this.#face.hidden = !facts?.face;
    const image = this.#face.querySelector("img");
    if (this.#face.hidden || !file || !image) return;
    const url = desk.faceUrl(file.key);
    // The face is the series': one picture serves all its files.
    if (image.dataset["group"] !== file.group) {
      image.dataset["group"] = file.group;
      image.src = url;
    }
    this.#label("deface", "Release the series without the face", isOpen);
  }

  #updateButtons(isOpen: boolean): void {
    const session = this.#session;
    const masks = asSent(session.boxes).length;
    const count = session.chosen.length;
    const many = session.isWholeSeries && count > 1 ? ` ${count}` : "";
    this.#label("release", `Release${many}`, isOpen);
    this.#label("mask", masks > 0 ? `Mask ${masks} and release${many}` : "Mask and release", isOpen && masks > 0);
    this.#label("reject", `Reject${many}`, isOpen);
    this.#label("undo", "Undo", session.canUndo && !session.progress);
    this.#label("new", "New box", isOpen && session.isPicture);
    this.#label("after", session.isAfter ? "Show before" : "Show after", session.isPicture);
    this.#updatePressed(masks > 0);
  }

  /** What is advised, and what is switched on. */
  #updatePressed(hasMasks: boolean): void {
    const session = this.#session;
    this.#buttons.get("mask")?.classList.toggle("primary", hasMasks);
    this.#buttons.get("release")?.classList.toggle("primary", !hasMasks);
    this.#buttons.get("series")?.setAttribute("aria-pressed", String(session.isWholeSeries));
    this.#buttons.get("after")?.setAttribute("aria-pressed", String(session.isAfter));
  }

  #updateWindow(): void {
    const { facts, window, levels, isPicture, isWindowing, zoom } = this.#session;
    const named = (facts?.presets ?? []).map((preset, index) => [asText({ center: preset.center, width: preset.width }), `${index + 1} ${preset.label}`] as const);
    const known = [...WINDOWS, ...named];
    const own = asText(window);
    const choices = known.some(([value]) => value === own) ? known : [...known, [own, "Your own"] as const];
    const options = JSON.stringify(choices);
    if (options !== this.#options) this.#window.replaceChildren(...choices.map(([value, label]) => make("option", { value }, label)));
    this.#options = options;
    this.#window.value = own;
    this.#window.disabled = !isPicture;
    setText(this.#levels, typeof window === "string" && window !== "stated" ? "" : inWords(levels));
    this.#label("windowing", "Drag sets window", isPicture);
    this.#label("larger", "Larger", isPicture && zoom < 8);
    this.#label("smaller", "Smaller", isPicture && zoom > 1);
    this.#buttons.get("windowing")?.setAttribute("aria-pressed", String(isWindowing));
  }

  #updateView(): void {
    const { facts, frame } = this.#session;
    this.#updateWindow();
    this.#frameLine.hidden = (facts?.frames ?? 0) < 2;
    this.#frame.max = String(facts?.frames ?? 1);
    this.#frame.value = String(frame);
    setText(this.#frameText, `Frame ${frame} of ${facts?.frames ?? 1}`);
  }

  #updateBoxes(isOpen: boolean): void {
    const { boxes } = this.#session;
    const lines = boxes.map((box, index) => {
      const where = box.frame === null ? "" : `, frame ${box.frame}`;
      const words = make("span", {}, make("i", { class: `swatch ${box.kind}` }), `${KIND_WORDS[box.kind]}${where}`);
      const keep = make("button", { type: "button", class: "btn plain small", "data-keep": index, disabled: !isOpen }, box.masked ? "Blackened" : "Kept");
      const remove = make("button", { type: "button", class: "btn plain small", "data-remove": index, disabled: !isOpen, "aria-label": `Delete box ${index + 1}` }, "Delete");
      return make("li", {}, words, keep, remove);
    });
    const none = this.#session.isPicture ? "None. Draw one over the picture, or press N." : "None.";
    this.#boxes.replaceChildren(...(lines.length > 0 ? lines : [make("li", { class: "dim" }, none)]));
  }

  #listen(signal: AbortSignal): void {
    const session = this.#session;
    this.#confirm.addEventListener("change", () => { session.set({ isConfirmed: this.#confirm.checked }); }, { signal });
    this.#window.addEventListener("change", () => {
      const found = WINDOWS.find(([name]) => name === this.#window.value);
      const preset = session.facts?.presets.find((each) => asText(each) === this.#window.value);
      if (found) session.set({ window: found[0] });
      else if (preset) session.set({ window: { center: preset.center, width: preset.width } });
    }, { signal });
    this.#frame.addEventListener("input", () => { session.toFrame(Number(this.#frame.value)); }, { signal });
    this.#boxes.addEventListener("click", (event) => {
      const button = event.target instanceof HTMLElement ? event.target : null;
      const [keep, remove] = [button?.dataset["keep"], button?.dataset["remove"]];
      if (keep !== undefined) session.keepBoxes(session.boxes.map((box, i) => (i === Number(keep) ? { ...box, masked: !box.masked } : box)), Number(keep));
      if (remove !== undefined) session.keepBoxes(session.boxes.filter((_, i) => i !== Number(remove)), null);
    }, { signal });
  }

  #button(commands: readonly Command[], name: string, kind: string, signal: AbortSignal): HTMLButtonElement {
    const command = commands.find((each) => each.name === name);
    const words = make("span", {}, command?.label ?? "");
    const made = make("button", { type: "button", class: `btn ${kind}`.trim() }, words, make("kbd", { "aria-hidden": "true" }, keyName(command?.keys[0] ?? "")));
    made.addEventListener("click", () => command?.run(), { signal });
    this.#buttons.set(name, made);
    return made;
  }

  #label(name: string, text: string, isOpen: boolean): void {
    const button = this.#buttons.get(name);
    if (!button) return;
    const words = button.firstElementChild;
    if (words) setText(words, text);
    button.disabled = !isOpen;
  }
}

function fill(list: HTMLElement, lines: readonly string[]): void {
  list.replaceChildren(...lines.map((line) => make("li", {}, line)));
}

function verdict(decision: string): string {
  const words: Readonly<Record<string, string>> = { release: "Released.", mask: "Masked and released.", reject: "Rejected.", deface: "Released without the face.", redact: "Released with the redacted copy in its place." };
  return `${words[decision] ?? ""} It can be undone until it is sent on.`;
}
