import { make, setText } from "../../runtime/dom";
import type { Form } from "./form";
import type { Remark, Standing } from "./props";

const MOST_WARNINGS = 6;

/** What is missing, what is wrong and what looks wrong, each with the way there. */
export function showStanding(form: Form, standing: Standing): void {
  const { root } = form;
  const part = (name: string): HTMLElement | null => root.querySelector<HTMLElement>(`[data-${name}]`);
  const score = part("score");
  if (score) setText(score, `${standing.score} of 100`);
  const [first] = standing.reasons;
  const next = part("next");
  if (next) setText(next, first ? `Next: ${first.message}` : "Nothing is missing.");
  part("reasons")?.replaceChildren(...byMessage(standing.reasons).map((alike) => remarkItem(form, alike)));
  showWarnings(form, part("warnings"), standing.warnings);
  part("checks")?.replaceChildren(...standing.checks.map((check) => {
    const words = make("span", {}, check.label, make("span", { class: "sr" }, check.met ? ": met" : check.required ? ": missing" : ": open"));
    const item = make("li", { class: check.met ? "met" : check.required ? "missing" : "open" }, words);
    if (!check.met && check.address) item.append(" ", wayTo(form, check.address, "Go there"));
    return item;
  }));
  showProblems(form, standing.problems);
}

/** Lead to the first thing without which the case can't be submitted, and say so there; what it is, or null. */
export function leadToMissing(root: ParentNode): string | null {
  const item = root.querySelector("[data-checks] > .missing");
  const label = item?.firstElementChild?.firstChild?.textContent;
  if (!item || label === null || label === undefined) return null;
  item.querySelector<HTMLElement>(".way")?.click();
  document.activeElement?.closest(".write, .pick")?.append(make("p", { class: "wrong", "data-said": true }, `Not submitted yet. Missing: ${label}.`));
  return label;
}

/** What is missing in several places is said once, and leads to the first of them. */
export function byMessage(remarks: readonly Remark[]): readonly (readonly [Remark, number])[] {
  const first = new Map<string, readonly [Remark, number]>();
  for (const remark of remarks) {
    const [known, count] = first.get(remark.message) ?? [remark, 0];
    first.set(remark.message, [known, count + 1]);
  }
  return [...first.values()];
}

function remarkItem(form: Form, [remark, count]: readonly [Remark, number]): HTMLElement {
  const why = [remark.why, count > 1 ? `${count} places.` : ""].filter(Boolean).join(" ");
  return make("li", {}, wayTo(form, remark.address, remark.message), why ? make("span", { class: "dim" }, ` ${why}`) : null);
}

function showWarnings(form: Form, list: HTMLElement | null, warnings: readonly Remark[]): void {
  if (!list) return;
  list.hidden = warnings.length === 0;
  list.replaceChildren(...warnings.slice(0, MOST_WARNINGS).map((one) => make("li", {}, wayTo(form, one.address, one.message))));
}

/** A sentence under each field that can't be kept as it is; the words stay as they were typed. */
function showProblems(form: Form, problems: readonly Remark[]): void {
  for (const old of form.root.querySelectorAll(".wrong[data-said]")) old.remove();
  for (const field of form.root.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  problems.forEach((problem, at) => {
    const field = form.nearest(problem.address);
    if (!field) return;
    const id = `problem-${at}`;
    const words = make("p", { class: "wrong", id, "data-said": true }, problem.message);
    const control = field.matches("textarea, input, select") ? field : null;
    control?.setAttribute("aria-invalid", "true");
    control?.setAttribute("aria-describedby", id);
    (control?.closest(".write, .pick") ?? field).append(words);
  });
}

function wayTo(form: Form, address: string, words: string): HTMLElement {
  const button = make("button", { type: "button", class: "way" }, words);
  button.addEventListener("click", () => { goTo(form, address); });
  return button;
}

/** Put the caret where something is to be written. */
export function goTo(form: Form, address: string): void {
  const found = form.nearest(address);
  if (!found) return;
  for (let fold = found.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
  const box = found.matches("textarea, input, select") ? found : found.querySelector<HTMLElement>("textarea, input, select");
  const place = box ?? found;
  place.scrollIntoView({ block: "center" });
  place.focus({ preventScroll: true });
}
