import { applyEdit, entriesOf, isSame, valueAt } from "./copy";
import type { Copy, Edit, Entry, Json } from "./copy";
import { readField, writeField } from "./fields";
import type { Outbox } from "./outbox";

/** What an entry has before anyone wrote in it. */
const GIVEN: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  stains: { result: "positive" }, events: { what: "treatment" },
  rubric: { aspect: "interpretation" },
};
const FIELD = "[data-field]";
const ENTRY = "[data-entry]";
const LIST = "[data-list]";

export interface Hooks {
  /** An entry has just come onto the page, with everything in it. */
  readonly entered: (element: HTMLElement, entry: Entry, path: string) => void;
  /** A field was written, by someone here or elsewhere. */
  readonly wrote: (field: HTMLElement, path: string) => void;
  /** The entries of a list are those of the copy now. */
  readonly listed: (list: HTMLElement, path: string) => void;
  /** Something is to be saved. */
  readonly edited: () => void;
}

/** The fields of the page and the copy they stand for: the one place that changes both. */
export class Form {
  constructor(
    readonly root: HTMLElement,
    readonly copy: Copy,
    private readonly outbox: Outbox,
    private readonly hooks: Hooks,
    private readonly newId: () => string,
  ) {}

  /** Write the whole copy onto the page. */
  fill(): void {
    this.#fillWithin(this.root);
  }

  /** The address of a field, an entry or a list of the page; empty for the page itself. */
  pathOf(element: Element | null): string {
    if (!(element instanceof HTMLElement) || element === this.root) return "";
    if (element.dataset["path"] !== undefined) return element.dataset["path"];
    const holder = this.pathOf(element.parentElement?.closest(`${ENTRY}, ${LIST}`) ?? null);
    return holder ? `${holder}/${ownName(element)}` : ownName(element);
  }

  fieldAt(path: string): HTMLElement | null {
    return [...this.root.querySelectorAll<HTMLElement>(FIELD)].find((field) => this.pathOf(field) === path) ?? null;
  }

  /** The field, entry or list at an address, or the nearest thing above it. */
  nearest(path: string): HTMLElement | null {
    const all = [...this.root.querySelectorAll<HTMLElement>(`${FIELD}, ${ENTRY}, ${LIST}`)].filter((one) => !isGhost(one));
    for (let steps = path.split("/"); steps.length > 0; steps = steps.slice(0, -1)) {
      const found = all.find((one) => this.pathOf(one) === steps.join("/"));
      if (found) return found;
    }
    return null;
  }

  /** Someone wrote in a field: keep it. A ghost becomes an entry by it. */
  written(field: HTMLElement): void {
    const value = readField(field);
    const ghost = field.closest<HTMLElement>("[data-ghost-entry]");
    if (ghost) {
      if (isSame(value, null)) return;
      this.#becomeEntry(ghost);
    }
    const path = this.pathOf(field);
    const base = valueAt(this.copy, path);
    if (!isSame(base, value)) this.#record({ kind: "set", path, base, value, after: null });
    this.hooks.wrote(field, path);
  }

  /** Write a field from here rather than from the keyboard. */
  write(field: HTMLElement, value: Json): void {
    writeField(field, value);
    this.written(field);
  }

  /** Put an entry into a list, at its end or after another. */
  add(list: HTMLElement, values: Readonly<Record<string, Json>>, after?: string | null): HTMLElement | null {
    const path = this.pathOf(list);
    const entry: Entry = { _id: this.newId(), ...values };
    const last = entriesOf(valueAt(this.copy, path)).at(-1)?._id ?? null;
    this.#record({ kind: "insert", path, base: null, value: entry, after: after === undefined ? last : after });
    this.sync(list);
    return this.#children(list).find((child) => child.dataset["entry"] === entry._id) ?? null;
  }

  remove(entry: HTMLElement): void {
    const path = this.pathOf(entry);
    const list = entry.parentElement?.closest<HTMLElement>(LIST);
    if (!list || isGhost(entry)) return;
    this.#record({ kind: "remove", path, base: structuredClone(valueAt(this.copy, path)), value: null, after: null });
    this.sync(list);
  }

  /** One place up or down; false at the end of the list. */
  move(entry: HTMLElement, by: -1 | 1): boolean {
    const list = entry.parentElement?.closest<HTMLElement>(LIST);
    if (!list || isGhost(entry)) return false;
    const ids = entriesOf(valueAt(this.copy, this.pathOf(list))).map(({ _id }) => _id);
    const at = ids.indexOf(entry.dataset["entry"] ?? "");
    if (at < 0 || at + by < 0 || at + by >= ids.length) return false;
    const after = by === 1 ? ids[at + 1] : ids[at - 2];
    this.#record({ kind: "move", path: this.pathOf(entry), base: null, value: null, after: after ?? null });
    this.sync(list);
    return true;
  }

  /** Take in what someone else wrote, or what a step back changed. Words not saved yet stay. */
  take(edits: readonly Edit[]): void {
    for (const edit of edits) {
      if (edit.kind === "set" && this.outbox.holds(edit.path)) continue;
      applyEdit(this.copy, edit);
      this.#show(edit);
    }
  }

  /** Show on the page what an edit changed. */
  #show(edit: Edit): void {
    if (edit.kind === "set") {
      const field = this.fieldAt(edit.path);
      if (!field) return;
      writeField(field, edit.value);
      this.hooks.wrote(field, edit.path);
      return;
    }
    const path = edit.kind === "insert" ? edit.path : edit.path.split("/").slice(0, -1).join("/");
    const list = [...this.root.querySelectorAll<HTMLElement>(LIST)].find((one) => this.pathOf(one) === path);
    if (list) this.sync(list);
  }

  /** Make the children of a list those of the copy, in its order, keeping what is there. */
  sync(list: HTMLElement): void {
    const path = this.pathOf(list);
    const entries = entriesOf(valueAt(this.copy, path));
    const known = new Map(this.#children(list).filter((child) => !isGhost(child)).map((child) => [child.dataset["entry"] ?? "", child]));
    for (const [id, child] of known) if (!entries.some(({ _id }) => _id === id)) child.remove();
    entries.forEach((entry, at) => {
      const child = known.get(entry._id) ?? this.#make(list, entry);
      if (!child) return;
      const before = list.children[at] ?? null;
      if (before !== child) list.insertBefore(child, before);
      if (!known.has(entry._id)) this.#fillEntry(child, entry);
    });
    this.#haunt(list);
    this.hooks.listed(list, path);
  }

  #becomeEntry(ghost: HTMLElement): void {
    const list = ghost.parentElement?.closest<HTMLElement>(LIST);
    if (!list) return;
    const path = this.pathOf(list);
    const entry: Entry = { _id: this.newId(), ...GIVEN[list.dataset["list"] ?? ""] };
    const last = entriesOf(valueAt(this.copy, path)).at(-1)?._id ?? null;
    this.#record({ kind: "insert", path, base: null, value: entry, after: last });
    ghost.dataset["entry"] = entry._id;
    delete ghost.dataset["ghostEntry"];
    for (const field of this.#ownFields(ghost)) {
      const given = entry[field.dataset["field"] ?? ""];
      if (given !== undefined) writeField(field, given);
    }
    for (const nested of this.#ownLists(ghost)) this.sync(nested);
    this.hooks.entered(ghost, entry, this.pathOf(ghost));
    this.#haunt(list);
  }

  /** Keep an empty entry at the end of lists that have one: to write there is to add. */
  #haunt(list: HTMLElement): void {
    if (list.dataset["ghost"] === undefined) return;
    const ghosts = this.#children(list).filter(isGhost);
    const ghost = ghosts[0] ?? this.#make(list, { _id: "" });
    if (!ghost) return;
    ghost.dataset["ghostEntry"] = "";
    if (list.lastElementChild !== ghost) list.append(ghost);
  }

  #make(list: HTMLElement, entry: Entry): HTMLElement | null {
    const name = list.dataset["entryTemplate"] ?? "";
    const kind = entry["kind"];
    const isOfKind = (name === "stage" || name === "item") && typeof kind === "string";
    const id = isOfKind ? `entry-${name}-${kind}` : `entry-${name}`;
    const template = document.getElementById(id);
    const made = template instanceof HTMLTemplateElement ? template.content.firstElementChild?.cloneNode(true) : null;
    if (!(made instanceof HTMLElement)) return null;
    made.dataset["entry"] = entry._id;
    return made;
  }

  #fillEntry(element: HTMLElement, entry: Entry): void {
    this.#fillWithin(element);
    this.hooks.entered(element, entry, this.pathOf(element));
  }

  #fillWithin(scope: HTMLElement): void {
    for (const field of this.#ownFields(scope)) {
      const path = this.pathOf(field);
      writeField(field, valueAt(this.copy, path));
      this.hooks.wrote(field, path);
    }
    for (const list of this.#ownLists(scope)) this.sync(list);
  }

  #record(edit: Edit): void {
    applyEdit(this.copy, edit);
    this.outbox.add(edit);
    this.hooks.edited();
  }

  #ownFields(scope: HTMLElement): HTMLElement[] {
    return own(scope, FIELD);
  }

  #ownLists(scope: HTMLElement): HTMLElement[] {
    return own(scope, LIST);
  }

  #children(list: HTMLElement): HTMLElement[] {
    return [...list.children].filter((child): child is HTMLElement => child instanceof HTMLElement && child.matches(ENTRY));
  }
}

export function isGhost(element: Element): boolean {
  return element.closest("[data-ghost-entry]") !== null;
}

function ownName(element: HTMLElement): string {
  const { field, list, entry } = element.dataset;
  return field ?? list ?? entry ?? "";
}

/** What belongs to an entry, or to the page, itself and to no entry within it. */
function own(scope: HTMLElement, selector: string): HTMLElement[] {
  return [...scope.querySelectorAll<HTMLElement>(selector)].filter((one) => {
    const owner = one.parentElement?.closest(ENTRY) ?? null;
    return owner === scope || owner === null || owner.contains(scope);
  });
}
