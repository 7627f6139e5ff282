import type { Outbox } from "./outbox";

/** Texts as they will read, shown while nobody is writing in them. */
export class Prose {
  readonly #html = new Map<string, string>();

  constructor(rendered: Readonly<Record<string, string>>, private readonly outbox: Outbox) {
    this.know(rendered);
  }

  know(rendered: Readonly<Record<string, string>>): void {
    for (const [path, html] of Object.entries(rendered)) this.#html.set(path, html);
  }

  /** Show a text as it will read, unless someone writes in it or it is not known yet. */
  show(field: HTMLElement, path: string): void {
    const holder = field.closest<HTMLElement>(".prose-field");
    const shown = holder?.querySelector<HTMLElement>(".rendered");
    if (!holder || !shown || !(field instanceof HTMLTextAreaElement)) return;
    const html = this.#fresh(field, path);
    const isShown = html !== "" && document.activeElement !== field;
    if (isShown && shown.dataset["html"] !== html) {
      shown.replaceChildren(fragment(html));
      shown.dataset["html"] = html;
    }
    shown.hidden = !isShown;
    holder.classList.toggle("at-rest", isShown);
  }

  /** How it will read; empty where that is not known of these words. */
  #fresh(field: HTMLTextAreaElement, path: string): string {
    return field.value.trim() === "" || this.outbox.holds(path) ? "" : this.#html.get(path) ?? "";
  }

  /** It was changed: what is known of it is of yesterday. */
  forget(path: string): void {
    this.#html.delete(path);
  }
}

/** The server renders and cleans Markdown; this is the one place that puts its markup into the page. */
function fragment(html: string): DocumentFragment {
  return document.createRange().createContextualFragment(html);
}

/** A click on a text that is being read begins writing there, near the word that was meant. */
export function startWriting(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  const shown = target?.closest<HTMLElement>(".rendered");
  const field = shown?.closest(".prose-field")?.querySelector("textarea");
  if (!shown || !field || target?.closest("a")) return;
  const place = placeIn(field.value, wordsBefore(event));
  shown.hidden = true;
  shown.closest(".prose-field")?.classList.remove("at-rest");
  field.focus({ preventScroll: true });
  field.setSelectionRange(place, place);
}

/** Not in every browser. */
function caretAt(x: number, y: number): CaretPosition | null {
  return "caretPositionFromPoint" in document ? document.caretPositionFromPoint(x, y) : null;
}

/** The last characters before where the pointer is. */
function wordsBefore(event: MouseEvent): string {
  const found = caretAt(event.clientX, event.clientY);
  const text = found?.offsetNode.nodeType === Node.TEXT_NODE ? found.offsetNode.textContent ?? "" : "";
  return text.slice(Math.max(0, (found?.offset ?? 0) - 24), found?.offset ?? 0);
}

function placeIn(source: string, before: string): number {
  const at = before ? source.indexOf(before) : -1;
  return at < 0 ? source.length : at + before.length;
}

/** A slice that is dropped on a text that is being read goes where it was dropped, near that word. */
export function listenToDrops(root: HTMLElement, signal: AbortSignal): void {
  root.addEventListener("dragover", (event) => {
    if (textUnder(event) && event.dataTransfer?.types.includes("text/plain")) event.preventDefault();
  }, { signal });
  root.addEventListener("drop", (event) => {
    const field = textUnder(event);
    const told = event.dataTransfer?.getData("text/plain") ?? "";
    if (!field || !told) return;
    event.preventDefault();
    const at = placeIn(field.value, wordsBefore(event));
    field.focus({ preventScroll: true });
    field.setRangeText(told, at, at, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, { signal });
}

function textUnder({ target }: Event): HTMLTextAreaElement | null {
  const shown = target instanceof Element ? target.closest(".rendered") : null;
  return shown?.closest(".prose-field")?.querySelector("textarea") ?? null;
}
