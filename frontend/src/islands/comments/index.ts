import { make, setText } from "../../runtime/dom";
import type { Island } from "../../runtime/island";
import { Asking } from "./asking";
import { showCount, Pins } from "./pins";
import { fieldAt, nameOf, passageIn, pathOf, wrapperOf, writtenField } from "./places";

const VIEW = "readingroom:view";
const ASK_VIEW = "readingroom:ask-view";

/** Remarks at their places in a case that is being written. */
const comments: Island = {
  mount(root) {
    const stop = new AbortController();
    start(root, stop.signal);
    return () => { stop.abort(); };
  },
};
export default comments;

function start(root: HTMLElement, signal: AbortSignal): void {
  const page = root.closest("main") ?? document.body;
  const place = part(root, "[data-rm-place]");
  const form = part(root, "[data-rm-new]", HTMLFormElement);
  const pins = new Pins(page, place);
  const say = (words: string): void => { setText(part(root, "[data-rm-status]"), words); };
  const asking = new Asking(root.dataset["rmUrl"] ?? "", place, {
    drawn: () => {
      showCount(root, place);
      pins.show();
      takeOver(place, page);
      say(place.querySelector('[role="status"]')?.textContent ?? "");
    },
    refused: refuse,
  });
  const close = (): void => {
    form.hidden = true;
    form.reset();
    part(form, "[data-rm-proposal]").hidden = true;
    root.append(form);
  };
  listenToForms(page, form, asking, close, signal);
  listenToFields(page, form, signal);
  listenToFilm(root, form, signal);
  page.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-rm-go], [data-rm-cancel]") : null;
    if (button?.matches("[data-rm-cancel]")) close();
    else if (button) goTo(button.closest<HTMLElement>("[data-rm-thread]")?.dataset["rmPath"] ?? "", page);
  }, { signal });
  const fold = part(root, "[data-rm-fold]", HTMLDetailsElement);
  if (location.hash === "#remarks") fold.open = true;
  void asking.load();
}

/** A proposal that was accepted stands in its field at once, unless someone wrote there meanwhile. */
function takeOver(place: HTMLElement, page: Element): void {
  const told = place.querySelector<HTMLTemplateElement>("template[data-rm-written]");
  const field = told ? fieldAt(told.dataset["path"] ?? "", page) : null;
  if (told && field instanceof HTMLTextAreaElement && field.value === (told.dataset["before"] ?? "")) {
    field.value = told.content.textContent;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  told?.remove();
}

function listenToForms(page: Element, form: HTMLFormElement, asking: Asking, close: () => void, signal: AbortSignal): void {
  page.addEventListener("submit", (event) => {
    const sent = event.target instanceof HTMLFormElement ? event.target : null;
    if (!sent?.matches("[data-rm-form], [data-rm-new]") || !(event instanceof SubmitEvent)) return;
    event.preventDefault();
    if (sent.getAttribute("aria-busy") === "true") return;
    sent.setAttribute("aria-busy", "true");
    void asking.send(sent, event.submitter).then((isTaken) => {
      sent.removeAttribute("aria-busy");
      if (isTaken && sent === form) close();
    });
  }, { signal });
  form.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.name !== "proposes") return;
    const box = part(form, "[data-rm-proposal]");
    box.hidden = !target.checked;
    const words = part(form, '[name="proposal"]', HTMLTextAreaElement);
    if (target.checked && words.value === "") words.value = valueOf(form, "passage");
    if (target.checked) words.focus();
  }, { signal });
}

/** A button beside the field that someone is in, and Ctrl Alt M, open the form at its place. */
function listenToFields(page: Element, form: HTMLFormElement, signal: AbortSignal): void {
  const button = make("button", { type: "button", class: "rm-add", title: "Remark on this text, or on what is marked in it (Ctrl Alt M)" }, "Remark");
  let field: HTMLTextAreaElement | null = null;
  const begin = (): void => {
    if (!field) return;
    open(form, { path: pathOf(field, page), passage: passageIn(field), about: `On: ${nameOf(field)}` }, wrapperOf(field));
  };
  page.addEventListener("focusin", ({ target }) => {
    const found = writtenField(target);
    if (!found && target !== button && !form.contains(target instanceof Node ? target : null)) button.remove();
    if (!found || (found === field && button.isConnected)) return;
    field = found;
    wrapperOf(found).after(button);
  }, { signal });
  button.addEventListener("mousedown", (event) => { event.preventDefault(); }, { signal }); // the mark in the text stays
  button.addEventListener("click", begin, { signal });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey && event.altKey) || event.key.toLowerCase() !== "m") return;
    event.preventDefault();
    begin();
  }, { signal });
}

/** A remark on the slice that the film shows. */
function listenToFilm(root: HTMLElement, form: HTMLFormElement, signal: AbortSignal): void {
  const film = document.querySelector('[data-island="stack-viewer"]');
  if (!film) return;
  const button = make("button", { type: "button", class: "btn plain rm-slice" }, "Remark on the slice shown");
  part(root, "[data-rm-fold]").append(button);
  let last: { readonly series: string; readonly frame: number } | null = null;
  document.addEventListener(VIEW, (event) => {
    const told: unknown = event instanceof CustomEvent ? event.detail : null;
    if (isView(told)) last = told;
  }, { signal });
  button.addEventListener("click", () => {
    film.dispatchEvent(new CustomEvent(ASK_VIEW));
    if (!last) { refuse("The film shows nothing yet. Choose a slice first."); return; }
    open(form, { series: last.series, slice: String(last.frame), about: `On slice ${last.frame} of ${last.series}` }, root);
  }, { signal });
}

function isView(told: unknown): told is { readonly series: string; readonly frame: number } {
  return typeof told === "object" && told !== null && "series" in told && "frame" in told
    && typeof told.series === "string" && typeof told.frame === "number";
}

interface About {
  readonly path?: string;
  readonly passage?: string;
  readonly series?: string;
  readonly slice?: string;
  readonly about: string;
}

/** Open the form for a place, below it. What was typed in it for another place stays typed. */
function open(form: HTMLFormElement, about: About, below: HTMLElement): void {
  for (const name of ["path", "passage", "series", "slice"] as const) {
    part(form, `[name="${name}"]`, HTMLInputElement).value = about[name] ?? "";
  }
  setText(part(form, "[data-rm-about]"), about.about);
  part(form, "[data-rm-proposes]").hidden = about.path === undefined;
  below.after(form);
  form.hidden = false;
  part(form, '[name="words"]', HTMLTextAreaElement).focus();
}

function goTo(path: string, page: Element): void {
  const field = fieldAt(path, page);
  field?.focus({ preventScroll: true });
  (field ? wrapperOf(field) : null)?.scrollIntoView({ block: "center" });
}

/** Why something was not taken, where the page says such things. */
function refuse(words: string): void {
  const text = make("p", {}, words);
  document.getElementById("alerts")?.replaceChildren(make("div", { class: "alert bad" }, text));
}

function valueOf(form: HTMLFormElement, name: string): string {
  return part(form, `[name="${name}"]`, HTMLInputElement).value;
}

function part(root: ParentNode, selector: string): HTMLElement;
function part<T extends HTMLElement>(root: ParentNode, selector: string, kind: new () => T): T;
function part(root: ParentNode, selector: string, kind: new () => HTMLElement = HTMLElement): HTMLElement {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new TypeError(`${selector} is not on the page`);
  return found;
}
