import { make } from "../../runtime/dom";
import type { FilmSide } from "./film";
import { cleanLine, cleanPaste } from "./paste";
import { linesOfWord } from "./paste-html";

interface Tool {
  readonly label: string;
  readonly sign: string;
  readonly key: string | null;
  run(box: HTMLTextAreaElement): void;
}

/** The few marks that a case needs, over the text that is being written. */
export function listenToWriting(root: HTMLElement, film: FilmSide, said: (text: string) => void, signal: AbortSignal): void {
  const tools = makeTools(film, said);
  const bar = make("div", { class: "text-marks", role: "toolbar", "aria-label": "Marks" }, ...tools.map((tool) => button(tool)));
  root.addEventListener("focusin", ({ target }) => {
    const holder = target instanceof HTMLTextAreaElement && target.dataset["kind"] === "prose" ? target.closest(".prose-field") : null;
    if (holder) holder.append(bar);
    else if (target instanceof Element && !target.closest(".text-marks")) bar.remove();
  }, { signal });
  root.addEventListener("keydown", (event) => {
    const { target } = event;
    if (!(event.ctrlKey || event.metaKey) || !(target instanceof HTMLTextAreaElement) || target.dataset["kind"] !== "prose") return;
    const tool = tools.find(({ key }) => key === event.key.toLowerCase());
    if (!tool) return;
    event.preventDefault();
    tool.run(target);
  }, { signal });
  root.addEventListener("keydown", leaveLine, { signal });
  root.addEventListener("paste", onPaste, { signal });
}

function button(tool: Tool): HTMLElement {
  const words = tool.key ? `${tool.label} (Ctrl ${tool.key.toUpperCase()})` : tool.label;
  // Reached by its key: Tab leads from text to text.
  const made = make("button", { type: "button", tabindex: "-1", title: words, "aria-label": tool.label }, tool.sign);
  made.addEventListener("pointerdown", (event) => { event.preventDefault(); }); // the caret stays
  made.addEventListener("click", () => {
    const box = made.closest(".prose-field")?.querySelector("textarea");
    if (box) tool.run(box);
  });
  return made;
}

function makeTools(film: FilmSide, said: (text: string) => void): readonly Tool[] {
  return [
    { label: "Bold", sign: "B", key: "b", run: (box) => { wrap(box, "**"); } },
    { label: "Italic", sign: "I", key: "i", run: (box) => { wrap(box, "*"); } },
    { label: "List", sign: "•", key: null, run: (box) => { startLines(box, "- "); } },
    {
      label: "Link this slice", sign: "Link this slice", key: "k",
      run: (box) => {
        const link = film.link();
        if (link === null) said("Nothing is on the film yet.");
        else put(box, box.selectionStart === box.selectionEnd ? link : link.replace(/^\[[^\]]*/, `[${selected(box)}`));
      },
    },
  ];
}

function selected(box: HTMLTextAreaElement): string {
  return box.value.slice(box.selectionStart, box.selectionEnd);
}

function wrap(box: HTMLTextAreaElement, mark: string): void {
  const [from, inside] = [box.selectionStart, selected(box)];
  put(box, `${mark}${inside}${mark}`);
  box.setSelectionRange(from + mark.length, from + mark.length + inside.length);
}

function startLines(box: HTMLTextAreaElement, mark: string): void {
  const from = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
  box.setSelectionRange(from, box.selectionEnd);
  put(box, selected(box).split("\n").map((line) => (line.startsWith(mark) ? line.slice(mark.length) : mark + line)).join("\n"));
}

/** Put text where the caret is, as typing does: the browser's own undo takes it back. */
export function put(box: HTMLTextAreaElement | HTMLInputElement, text: string): void {
  box.focus();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else keeps the browser's undo
  if (!document.execCommand("insertText", false, text)) {
    box.setRangeText(text, box.selectionStart ?? 0, box.selectionEnd ?? 0, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function onPaste(event: ClipboardEvent): void {
  const { target: box, clipboardData: carried } = event;
  const text = carried?.getData("text/plain");
  if (event.defaultPrevented || !carried || !text || !(box instanceof HTMLTextAreaElement) || !box.dataset["kind"]) return;
  event.preventDefault();
  put(box, box.dataset["kind"] === "prose" ? cleanPaste(linesOfWord(carried.getData("text/html")) ?? text) : cleanLine(text));
}

/** Enter in a field of one line leads on to the next field. */
function leaveLine(event: KeyboardEvent): void {
  const box = event.target;
  if (event.key !== "Enter" || event.isComposing || event.defaultPrevented || !(box instanceof HTMLElement)) return;
  if (!box.matches('textarea[data-kind="line"], textarea[data-kind="words"], input[data-field]')) return;
  event.preventDefault();
  const all = [...document.querySelectorAll<HTMLElement>("main :is(textarea, input, select)")].filter((one) => one.offsetParent !== null);
  all[all.indexOf(box) + 1]?.focus();
}
