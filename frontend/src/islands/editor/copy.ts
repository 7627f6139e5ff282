/** The working copy in the browser: plain data whose lists have entries with an `_id`. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export interface Entry { _id: string; [name: string]: Json }
export type Copy = Record<string, Json>;

export interface Edit {
  readonly kind: "set" | "insert" | "remove" | "move";
  /** Names and ids in turn: `stages/e2/differential/e5/diagnosis`. */
  readonly path: string;
  /** What its author saw there. */
  readonly base: Json;
  readonly value: Json;
  readonly after: string | null;
}

type Holder = Record<string, Json> | Entry[];

/** The value at an address; null where there is none. */
export function valueAt(copy: Copy, path: string): Json {
  let here: Json | Holder = copy;
  for (const step of path.split("/")) {
    const next: Json | undefined = Array.isArray(here)
      ? entriesOf(here).find(({ _id }) => _id === step)
      : isGroup(here) ? here[step] : undefined;
    if (next === undefined) return null;
    here = next;
  }
  return here;
}

/** Do what an edit says; false where its place is gone. The copy is changed in place. */
export function applyEdit(copy: Copy, edit: Edit): boolean {
  const steps = edit.path.split("/");
  const last = steps.pop() ?? "";
  if (edit.kind === "set") return setField(copy, steps, last, edit.value);
  if (edit.kind === "insert") return insert(copy, steps, last, edit);
  const list = holderAt(copy, steps);
  if (!Array.isArray(list)) return false;
  const at = list.findIndex(({ _id }) => _id === last);
  if (at < 0) return edit.kind === "remove";
  const [entry] = list.splice(at, 1);
  if (edit.kind === "move" && entry) list.splice(placeAfter(list, edit.after), 0, entry);
  return true;
}

function setField(copy: Copy, steps: readonly string[], name: string, value: Json): boolean {
  const holder = holderAt(copy, steps, true);
  if (!holder || Array.isArray(holder)) return false;
  if (value === null) Reflect.deleteProperty(holder, name);
  else holder[name] = value;
  return true;
}

function insert(copy: Copy, steps: readonly string[], name: string, edit: Edit): boolean {
  const holder = holderAt(copy, steps, true);
  if (!holder || Array.isArray(holder) || !isEntry(edit.value)) return false;
  holder[name] ??= [];
  const list = entriesOf(holder[name]);
  const entry = edit.value;
  if (list.some(({ _id }) => _id === entry._id)) return true;
  list.splice(placeAfter(list, edit.after), 0, structuredClone(entry));
  return true;
}

function placeAfter(list: readonly Entry[], after: string | null): number {
  if (after === null) return 0;
  const at = list.findIndex(({ _id }) => _id === after);
  return at < 0 ? list.length : at + 1;
}

function holderAt(copy: Copy, steps: readonly string[], make = false): Holder | null {
  let here: unknown = copy;
  for (const step of steps) here = below(here, step, make);
  if (Array.isArray(here)) return entriesOf(here);
  return isGroup(here) ? here : null;
}

function below(here: unknown, step: string, make: boolean): unknown {
  if (Array.isArray(here)) return entriesOf(here).find(({ _id }) => _id === step);
  if (!isGroup(here)) return undefined;
  if (here[step] === undefined && make) here[step] = {};
  return here[step];
}

function isGroup(value: unknown): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isEntry(value: unknown): value is Entry {
  return isGroup(value) && typeof value["_id"] === "string";
}

/** The entries of a keyed list; nothing where there is none. */
export function entriesOf(value: unknown): Entry[] {
  return Array.isArray(value) ? (value as Entry[]) : []; // lists with a template hold entries only
}

/** Whether two values say the same; nothing, an empty text and an empty list do. */
export function isSame(one: Json, other: Json): boolean {
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
}

function plain(value: Json): Json {
  return value === "" || (Array.isArray(value) && value.length === 0) ? null : value;
}
