import type { Json } from "./copy";

type Box = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** How a kind of field is read from the page and written to it. */
interface Kind {
  read(field: HTMLElement): Json;
  write(field: HTMLElement, value: Json): void;
}

const text: Kind = {
  read: (field) => boxOf(field).value,
  write: (field, value) => { setValue(boxOf(field), asText(value)); },
};

const number: Kind = {
  read: (field) => numberIn(boxOf(field).value),
  write: (field, value) => { setValue(boxOf(field), asText(value)); },
};

const choice: Kind = {
  read: (field) => boxOf(field).value || null,
  write: (field, value) => {
    const select = field as HTMLSelectElement; // a choice is a select: the templates say so
    const wanted = asText(value);
    select.value = wanted;
    if (select.selectedIndex < 0) select.value = unstated(select);
  },
};

/** What a closed list says where nothing is said yet. */
function unstated(select: HTMLSelectElement): string {
  const values = [...select.options].map((option) => option.value);
  return ["", "not-applicable", "not-stated", "all-rights-reserved", "interpretation"].find((value) => values.includes(value)) ?? values[0] ?? "";
}

const flag: Kind = {
  read: (field) => (field as HTMLInputElement).checked,
  write: (field, value) => { (field as HTMLInputElement).checked = value === true; },
};

const checks: Kind = {
  read: (field) => ticks(field).filter((box) => box.checked).map((box) => box.value),
  write: (field, value) => {
    const chosen = Array.isArray(value) ? value : [];
    for (const box of ticks(field)) box.checked = chosen.includes(box.value);
  },
};

const commaWords: Kind = {
  read: (field) => [...new Set(boxOf(field).value.split(",").map((word) => word.trim()).filter(Boolean))],
  write: (field, value) => { setValue(boxOf(field), Array.isArray(value) ? value.join(", ") : ""); },
};

/** Years and the like; ranges and open ends are shown, and stay until another age is typed. */
const age: Kind = {
  read: (field) => {
    const value = numberIn(inputs(field)[0]?.value ?? "");
    const unit = field.querySelector("select")?.value ?? "years";
    return value === null ? null : { value, unit };
  },
  write: (field, value) => {
    const part = (name: string): string => (isGroup(value) ? asText(value[name] ?? null) : "");
    const [box] = inputs(field);
    if (box) setValue(box, part("value"));
    const unit = field.querySelector("select");
    if (unit) unit.value = part("unit") || "years";
    const shown = field.querySelector("[data-shown]");
    const isOpen = isGroup(value) && value["and_over"] === true;
    if (shown) shown.textContent = isOpen ? "and over" : part("until") && `to ${part("until")}`;
  },
};

const ki: Kind = {
  read: (field) => {
    const [marker, percent, about] = inputs(field);
    const share = numberIn(percent?.value ?? "");
    return share === null ? null : { marker: named(marker?.value), percent: share, is_approximate: about?.checked === true };
  },
  write: (field, value) => {
    const told = isGroup(value) ? value : {};
    const [marker, percent, about] = inputs(field);
    if (marker) setValue(marker, asText(told["marker"] ?? null) || "Ki-67");
    if (percent) setValue(percent, asText(told["percent"] ?? null));
    if (about) about.checked = told["is_approximate"] === true;
  },
};

function named(marker = ""): string {
  return marker.trim() === "" ? "Ki-67" : marker.trim();
}

/** Buttons of which one is pressed. */
const pick: Kind = {
  read: (field) => field.querySelector<HTMLElement>('[aria-pressed="true"]')?.dataset["value"] ?? null,
  write: (field, value) => {
    for (const button of field.querySelectorAll<HTMLElement>("[data-value]")) {
      button.setAttribute("aria-pressed", String(button.dataset["value"] === value));
    }
  },
};

/** A value that the page holds without a control of its own. */
const held: Kind = {
  read: (field) => JSON.parse(field.dataset["held"] ?? "null") as Json, // written below
  write: (field, value) => { field.dataset["held"] = JSON.stringify(value); },
};

const KINDS: Readonly<Record<string, Kind>> = {
  line: text, prose: text, number, choice, flag, checks, words: commaWords, age, ki, pick, held,
};

export function readField(field: HTMLElement): Json {
  return kindOf(field).read(field);
}

export function writeField(field: HTMLElement, value: Json): void {
  kindOf(field).write(field, value);
  grow(field);
}

function kindOf(field: HTMLElement): Kind {
  return KINDS[field.dataset["kind"] ?? ""] ?? text;
}

/** As high as its text, where the browser does not do it by itself. */
export function grow(field: HTMLElement): void {
  if (!(field instanceof HTMLTextAreaElement) || CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

/** Write without moving the caret of someone who is typing there. */
function setValue(box: Box, value: string): void {
  if (box.value === value) return;
  if (document.activeElement !== box || box instanceof HTMLSelectElement || box.type === "number") {
    box.value = value;
    return;
  }
  const at = Math.min(box.selectionStart ?? value.length, value.length);
  box.value = value;
  box.setSelectionRange(at, at);
}

function boxOf(field: HTMLElement): Box {
  return field as Box; // fields of these kinds are controls: the templates say so
}

function inputs(field: HTMLElement): HTMLInputElement[] {
  return [...field.querySelectorAll("input")];
}

function ticks(field: HTMLElement): HTMLInputElement[] {
  return inputs(field).filter((box) => box.type === "checkbox");
}

function numberIn(value: string): number | null {
  const found = Number(value);
  return value.trim() === "" || !Number.isFinite(found) ? null : found;
}

function asText(value: Json): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function isGroup(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
