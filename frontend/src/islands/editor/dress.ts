import { make, setText } from "../../runtime/dom";
import { isGroup } from "./groups";
import { valueAt } from "./copy";
import type { Entry, Json } from "./copy";
import type { Form } from "./form";
import { dressMark } from "./marks";
import type { SeriesFacts } from "./props";

/** Give an entry what is not a field: pictures, counts, codes. */
export function dressEntry(element: HTMLElement, entry: Entry, series: Readonly<Record<string, SeriesFacts>>): void {
  for (const place of element.querySelectorAll<HTMLElement>("[data-show]")) {
    const told = entry[place.dataset["show"] ?? ""];
    if (typeof told === "string") setText(place, told);
  }
  const id = entry["id"];
  const facts = element.matches(".series-row") && typeof id === "string" ? series[id] : undefined;
  if (facts) dressSeries(element, facts);
  if (element.matches(".mark-row")) dressMark(element, entry);
}

function dressSeries(element: HTMLElement, facts: SeriesFacts): void {
  showPicture(element.querySelector("[data-thumbnail]"), facts);
  element.dataset["whole"] = String(facts.count);
  for (const name of TRIM) {
    const field = element.querySelector<HTMLElement>(`[data-field="${name}"]`);
    if (field) showKept(field);
  }
  const count = element.querySelector("[data-count]");
  if (count) setText(count, facts.count === 1 ? "of 1 image" : `of ${facts.count} images`);
}

/** A small picture to drag into a text; where there is none, or it does not come, a few words. */
function showPicture(image: HTMLImageElement | null, facts: SeriesFacts): void {
  if (!image) return;
  const stand = (): void => { image.replaceWith(make("span", { class: "no-picture", draggable: "true" }, "No picture")); };
  image.addEventListener("error", stand);
  image.alt = `${facts.label}; drag it into a text to link a slice`;
  if (facts.thumbnail) image.src = facts.thumbnail;
  else stand();
}

/** What follows from a field that was written. */
export function dressField(form: Form, field: HTMLElement, path: string): void {
  const name = field.dataset["field"];
  if (name === "initial_window") showWindow(form, field, path);
  if (name === "code") showCode(form, field, path);
  if (name && TRIM.includes(name)) showKept(field);
  if (name === "systems") showSystems(form, field);
  const stage = field.closest<HTMLElement>('[data-kind-of-stage="study"]');
  if (stage && (name === "modality" || name === "region")) nameStudy(stage);
}

const TRIM: readonly string[] = ["first_slice", "last_slice", "every"];

/** How many slices readers are shown, where that is not all of them. */
function showKept(field: HTMLElement): void {
  const row = field.closest<HTMLElement>(".series-row");
  const place = row?.querySelector("[data-kept]");
  if (!row || !place) return;
  const whole = Number(row.dataset["whole"] ?? 0);
  const written = (name: string, otherwise: number): number => {
    const value = Number(row.querySelector<HTMLInputElement>(`[data-field="${name}"]`)?.value);
    return value > 0 ? value : otherwise;
  };
  const span = Math.min(written("last_slice", whole), whole) - written("first_slice", 1);
  const kept = Math.max(Math.floor(span / written("every", 1)) + 1, 0);
  setText(place, kept === whole ? "" : `${kept} of ${whole}`);
}

function showWindow(form: Form, field: HTMLElement, path: string): void {
  const told = valueAt(form.copy, path);
  const place = field.parentElement?.querySelector("[data-window]");
  const words = isGroup(told) ? `W ${inNumbers(told["width"])} L ${inNumbers(told["center"])}` : "";
  if (place) setText(place, words);
}

function showCode(form: Form, field: HTMLElement, path: string): void {
  const told = valueAt(form.copy, path);
  const place = field.parentElement?.querySelector("[data-code-shown]");
  if (place) setText(place, isGroup(told) && typeof told["value"] === "string" ? told["value"] : "");
}

function inNumbers(value: Json | undefined): string {
  return typeof value === "number" ? String(value) : "";
}

function showSystems(form: Form, field: HTMLElement): void {
  const chosen = [...field.querySelectorAll<HTMLInputElement>("input:checked")].map((box) => box.parentElement?.textContent.trim() ?? "");
  const place = form.root.querySelector("[data-systems]");
  if (place) setText(place, chosen.length > 0 ? chosen.join("  ") : "Choose where to file it");
}

function nameStudy(stage: HTMLElement): void {
  const select = stage.querySelector<HTMLSelectElement>('[data-field="modality"]');
  const region = stage.querySelector<HTMLTextAreaElement>('[data-field="region"]')?.value.trim() ?? "";
  const modality = select?.selectedOptions[0]?.textContent ?? "Study";
  const heading = stage.querySelector("[data-heading]");
  if (heading) setText(heading, region ? `${modality} · ${region}` : modality);
}
