import { make, setText } from "../../runtime/dom";
import { Channel } from "./channel";
import type { Wish } from "./channel";
import { after, before, hashOf, placed } from "./position";
import type { Position } from "./position";
import type { PresenterProps } from "./props";

/** Of keyboards and clickers; the film keeps its arrows. */
const KEYS: Readonly<Record<string, Wish>> = { PageDown: "next", PageUp: "previous", ".": "blank", b: "blank", B: "blank" };

/** The projector: one slide at a time, opened step by step, in one page that stays full screen. */
export class Stage {
  readonly #channel: Channel;
  #at: Position = { number: 1, step: 0 };
  #asked = 0;
  #blank: HTMLElement | null = null;

  constructor(private readonly root: HTMLElement, private readonly props: PresenterProps, signal: AbortSignal) {
    this.#channel = new Channel(props.key, { wish: (wish) => { this.#do(wish); }, hello: () => { this.#tell(); } }, signal);
    // Before the film, for which Page Up and Page Down would be slices.
    document.addEventListener("keydown", (event) => { this.#key(event); }, { signal, capture: true });
    root.addEventListener("click", (event) => { this.#clicked(event); }, { signal });
    this.#tell();
    this.#draw();
    void this.#go(placed(location.hash, props.slides)); // loaded anew in the middle of it
  }

  #key(event: KeyboardEvent): void {
    const isTyping = event.target instanceof Element && event.target.closest("input, textarea, select, dialog") !== null;
    const wish = this.#blank && event.key === "Escape" ? "blank" : KEYS[event.key];
    if (!wish || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#do(wish);
  }

  #clicked(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-do]") : null;
    const wish = button?.dataset["do"];
    if (wish === "next" || wish === "previous" || wish === "blank") this.#do(wish);
    else if (wish === "full") toggleFullScreen(this.root);
    else if (wish === "notes") window.open(this.props.notes, "readingroom-notes", "popup,width=900,height=700");
  }

  #do(wish: Wish): void {
    if (wish === "blank") this.#cover();
    else if (this.#blank) this.#cover();
    else void this.#go(wish === "next" ? after(this.props.slides, this.#at) : before(this.props.slides, this.#at));
  }

  async #go(to: Position): Promise<void> {
    if (to.number === this.#at.number && to.step === this.#at.step) return;
    this.#at = to;
    history.replaceState(null, "", hashOf(to));
    this.#tell();
    this.#draw();
    const asked = ++this.#asked;
    try {
      const answer = await fetch(`${this.props.stage}${String(to.number)}/?step=${String(to.step)}`, { cache: "no-store" });
      const text = answer.ok ? await answer.text() : "";
      if (asked !== this.#asked) return;
      this.#say(text ? "" : "The slide could not be shown. Reload the page.");
      if (text) this.#put(text);
    } catch {
      if (asked === this.#asked) this.#say("No connection. Try again.");
    }
  }

  /** A film that stays the same stays as it is scrolled; only the words change. */
  #put(text: string): void {
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-slide]");
    const old = this.root.querySelector("[data-slide]");
    if (!fresh || !old) return;
    const [words, oldWords] = [fresh.querySelector(".pl-said"), old.querySelector(".pl-said")];
    if (words && oldWords && propsOf(fresh) !== "" && propsOf(fresh) === propsOf(old)) oldWords.replaceWith(words);
    else {
      old.dispatchEvent(new CustomEvent("htmx:beforeCleanupElement", { bubbles: true }));
      old.replaceWith(fresh);
      fresh.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    }
    showNewest(this.root);
  }

  #cover(): void {
    if (this.#blank) {
      this.#blank.remove();
      this.#blank = null;
    } else {
      this.#blank = make("button", { class: "pl-blank", type: "button", "data-do": "blank", "aria-label": "The screen is blank. Show it again" });
      this.root.append(this.#blank);
      this.#blank.focus();
    }
    this.#tell();
  }

  #draw(): void {
    const place = this.root.querySelector("[data-at]");
    if (place) setText(place, `${String(this.#at.number)} of ${String(this.props.slides.length)}`);
  }

  #say(words: string): void {
    const place = this.root.querySelector("[data-said]");
    if (place) setText(place, words);
  }

  #tell(): void { this.#channel.at({ ...this.#at, isBlank: this.#blank !== null }); }
}

/** What was opened last stands at the top of the words; nothing else of the page moves. */
function showNewest(root: HTMLElement): void {
  const [words, newest] = [root.querySelector(".pl-said"), root.querySelector("[data-newest]")];
  if (words && newest) words.scrollTop += newest.getBoundingClientRect().top - words.getBoundingClientRect().top - 16;
}

function propsOf(slide: Element): string {
  return slide.querySelector("#viewer-props")?.textContent ?? "";
}

function toggleFullScreen(root: HTMLElement): void {
  // A refusal, as on phones that have none, leaves everything as it was.
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  else void root.requestFullscreen().catch(() => undefined);
}
