import { make, setText } from "../../runtime/dom";
import type { Island } from "../../runtime/island";
import { showClashes } from "./clashes";
import { completeCodes, listenToCodes } from "./codes";
import { applyEdit, valueAt } from "./copy";
import type { Edit } from "./copy";
import { dressEntry, dressField } from "./dress";
import { grow } from "./fields";
import { FilmSide, useView } from "./film";
import { Form } from "./form";
import { listenToItems, offerStages } from "./items";
import { offerLeftOut } from "./left-out";
import { listenToLists } from "./lists";
import { words } from "./machine";
import { MarkSide } from "./marks";
import { Outbox } from "./outbox";
import { parseProps } from "./props";
import type { Answer, EditorProps, Steps } from "./props";
import { Prose, listenToDrops, startWriting } from "./prose";
import { readReference } from "./reference";
import { showRefusals } from "./refusals";
import { hasJustLaid, listenToReports } from "./report-paste";
import { Saver } from "./saver";
import { listenToStains } from "./stains";
import { leadToMissing, showStanding } from "./standing";
import { TargetSide } from "./targets";
import { listenToWriting } from "./toolbar";

/** Writing a case on its own page; nothing that was typed is ever lost. */
const editor: Island = {
  mount(root, props) {
    const stop = new AbortController();
    start(root, parseProps(props), stop.signal);
    return () => { stop.abort(); };
  },
};
export default editor;

/** Lists that hold questions, and places in them. */
const HOLDERS: readonly string[] = ["items", "stages"];
const TARGETS = /\/items\/[^/]+\/(?:targets\/|series$)/;

function start(root: HTMLElement, props: EditorProps, signal: AbortSignal): void {
  const { outbox, left } = openOutbox(props, signal);
  const prose = new Prose(props.rendered, outbox);
  const made: { saver?: Saver; marks?: MarkSide; targets?: TargetSide } = {}; // the form is filled before anything can be saved
  const form: Form = new Form(root, props.copy, outbox, {
    entered: (element, entry) => {
      dressEntry(element, entry, props.series);
      if (element.matches(".pose-item")) element.querySelectorAll<HTMLSelectElement>("[data-send]").forEach((select) => { offerStages(form, select); });
    },
    listed: (list, path) => {
      made.marks?.show(path);
      made.targets?.show(list);
      if (HOLDERS.includes(list.dataset["list"] ?? "")) made.marks?.showAll();
    },
    wrote: (field, path) => {
      if (outbox.holds(path)) prose.forget(path);
      prose.show(field, path);
      dressField(form, field, path);
      made.marks?.show(path);
      if (TARGETS.test(path)) made.targets?.show(field);
    },
    edited: () => { made.saver?.edited(); },
  }, newId);
  form.fill();
  const say = (text: string): void => { announce(root, text); };
  const saver = new Saver(props, outbox, {
    changed: (state) => {
      const place = root.querySelector<HTMLElement>("[data-save-state]");
      if (!place) return;
      place.dataset["phase"] = state.phase;
      setText(place, words(state, outbox.isKept));
      showRefusals(form, outbox);
    },
    answered: (answer) => { take(form, prose, answer, () => { showClashes(form, outbox, () => { saver.settled(); }); }); },
  }, newId, signal);
  made.saver = saver;
  const film = new FilmSide(props.series, signal);
  film.listenToThumbnails(form, signal);
  Object.assign(made, drawingSides(form, film, props, say, signal));
  listenToFields(form, prose, signal);
  listenToLists(form, say, signal);
  listenToItems(form, newId, say, signal);
  listenToReports(form, newId, say, signal);
  listenToWriting(root, film, say, signal);
  listenToStains(form, props, saver, signal);
  listenToCodes(form, props.urls.codes, signal);
  completeCodes(form, props.urls.codes, signal);
  listenToBar(root, form, saver, film, say, signal);
  offerLeftOut(form, props.leftOut, saver);
  showStanding(form, props.standing);
  showSteps(root, props.steps);
  showClashes(form, outbox, () => { saver.settled(); });
  showRefusals(form, outbox);
  if (left.length > 0 || outbox.clashes.length > 0) {
    saver.edited();
    void saver.flush();
  }
  focusFirst(root, form);
}

/** What is not saved yet, with what other pages left put into the copy. */
function openOutbox(props: EditorProps, signal: AbortSignal): { readonly outbox: Outbox; readonly left: readonly Edit[] } {
  const outbox = new Outbox(store(), `readingroom-writing-${props.person}-${props.case}-`, newId(), newId);
  const left = outbox.adopt();
  for (const edit of left) applyEdit(props.copy, edit);
  window.addEventListener("storage", ({ key, newValue }) => { if (newValue === null) outbox.taken(key); }, { signal });
  return { outbox, left };
}

/** What is drawn on the film: the marks of series, and the places that questions ask for. */
function drawingSides(form: Form, film: FilmSide, props: EditorProps, say: (text: string) => void, signal: AbortSignal): { marks: MarkSide; targets: TargetSide } {
  const marks = new MarkSide(form, say, signal);
  const targets = new TargetSide({ form, film, marks, series: props.series, said: say }, signal);
  marks.others = (series) => targets.marksOf(series);
  marks.isTaken = (detail) => targets.take(detail);
  film.nameOf = (series, frame) => marks.nameOf(series, frame);
  for (const list of form.root.querySelectorAll<HTMLElement>('[data-list="targets"]')) targets.show(list);
  return { marks, targets };
}

function take(form: Form, prose: Prose, answer: Answer, showClashesNow: () => void): void {
  prose.know(answer.rendered);
  form.take(answer.news);
  for (const path of Object.keys(answer.rendered)) {
    const field = form.fieldAt(path);
    if (field) prose.show(field, path);
  }
  if (answer.standing) showStanding(form, answer.standing);
  if (answer.steps) showSteps(form.root, answer.steps);
  showClashesNow();
}

function listenToFields(form: Form, prose: Prose, signal: AbortSignal): void {
  const { root } = form;
  const fieldOf = (target: EventTarget | null): HTMLElement | null =>
    target instanceof Element ? target.closest<HTMLElement>("[data-field]") : null;
  root.addEventListener("input", ({ target }) => {
    const field = fieldOf(target);
    if (!field) return;
    grow(field);
    form.written(field);
  }, { signal });
  for (const moment of ["focusin", "focusout"]) {
    root.addEventListener(moment, ({ target }) => {
      const field = fieldOf(target);
      // When focus leaves, it has not arrived anywhere yet.
      if (field) setTimeout(() => { prose.show(field, form.pathOf(field)); });
    }, { signal });
  }
  root.addEventListener("mousedown", startWritingLater, { signal });
  listenToDrops(root, signal);
  root.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLTextAreaElement && target.dataset["field"] === "citation") tidyReference(form, target);
  }, { signal });
}

function startWritingLater(event: MouseEvent): void {
  if (event.button !== 0) return;
  if (event.target instanceof Element && event.target.closest(".rendered") && !event.target.closest("a")) {
    event.preventDefault(); // the press would take the focus away again
    startWriting(event);
  }
}

/** A DOI or PubMed number that was pasted with a citation goes to its own place. */
function tidyReference(form: Form, box: HTMLTextAreaElement): void {
  const row = box.closest<HTMLElement>("[data-entry]");
  if (!row) return;
  const read = readReference(box.value);
  const found: readonly (readonly [string, string | number | null])[] = [["doi", read.doi], ["pmid", read.pmid]];
  for (const [name, value] of found) {
    const field = row.querySelector<HTMLElement>(`[data-field="${name}"]`);
    if (field && value !== null && valueAt(form.copy, form.pathOf(field)) === null) form.write(field, value);
  }
  if ((read.doi !== null || read.pmid !== null) && read.citation) form.write(box, read.citation);
}

function listenToBar(root: HTMLElement, form: Form, saver: Saver, film: FilmSide, say: (text: string) => void, signal: AbortSignal): void {
  const take = (step: "undo" | "redo"): void => {
    void saver.step(step).then(() => { say(step === "undo" ? "Taken back." : "Done again."); });
  };
  document.addEventListener("keydown", (event) => {
    const step = stepOfKey(event);
    if (!step) return;
    event.preventDefault();
    take(step);
  }, { signal });
  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-step], [data-use-view]") : null;
    const step = button?.dataset["step"];
    if (step === "undo" || step === "redo") take(step);
    else if (button) useView(form, film, button, say);
  }, { signal });
  const submit = root.querySelector<HTMLFormElement>("[data-submit]");
  submit?.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = submit.querySelector("button");
    const said = submit.querySelector("[data-submit-said]");
    button?.setAttribute("aria-busy", "true");
    void saver.flush().then((isSaved) => {
      const isKept = isSaved && saver.state.refused === 0;
      const missing = isKept ? leadToMissing(root) : null;
      if (isKept && missing === null) { submit.submit(); return; }
      button?.removeAttribute("aria-busy");
      const why = missing === null ? "your last words are not saved yet. They are kept on this device." : `this is missing: ${missing}. The place is marked.`;
      if (said) setText(said, `Not submitted: ${why}`);
      alertOf(`Not submitted: ${why}`);
    });
  }, { signal });
}

/** Ctrl Z and Ctrl Y, but for where the browser has a step back of its own. */
function stepOfKey(event: KeyboardEvent): "undo" | "redo" | null {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || event.altKey || isTextsOwn(event.target)) return null;
  if (key === "y" || (key === "z" && event.shiftKey)) return "redo";
  return key === "z" ? "undo" : null;
}

/** A text takes back its own words; unless a report was just laid out from it, of which most stands elsewhere. */
function isTextsOwn(target: EventTarget | null): boolean {
  const text = target instanceof Element ? target.closest("input, textarea") : null;
  return text !== null && !hasJustLaid(text);
}

function showSteps(root: HTMLElement, steps: Steps): void {
  for (const which of ["undo", "redo"] as const) {
    const button = root.querySelector<HTMLButtonElement>(`[data-step="${which}"]`);
    if (button) button.disabled = !steps[which];
  }
}

/** A new case begins with its title; after a refusal, the reader is led to what is wrong. */
function focusFirst(root: HTMLElement, form: Form): void {
  const wrong = root.querySelector<HTMLElement>("[data-first]");
  const title = form.fieldAt("title");
  if (wrong) wrong.focus();
  else if (title instanceof HTMLTextAreaElement && title.value === "") title.focus({ preventScroll: true });
}

/** Said where the page says such things, whatever part of it is in sight. */
function alertOf(words: string): void {
  document.getElementById("alerts")?.replaceChildren(make("div", { class: "alert bad" }, make("p", {}, words)));
}

function announce(root: HTMLElement, text: string): void {
  const place = root.querySelector("[data-announce]");
  if (place) setText(place, text);
}

function newId(): string {
  return `n${[...crypto.getRandomValues(new Uint8Array(7))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

function store(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null; // not allowed here
  }
}
