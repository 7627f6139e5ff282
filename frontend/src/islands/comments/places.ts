const FIELD = "[data-field]";
const HOLDER = "[data-entry], [data-list]";

/** The address of a field of the page that is written in, as the server has it: names and ids in turn. */
export function pathOf(element: Element | null, root: Element): string {
  if (!(element instanceof HTMLElement) || element === root) return "";
  const { path, field, list, entry } = element.dataset;
  if (path !== undefined) return path;
  const holder = pathOf(element.parentElement?.closest(HOLDER) ?? null, root);
  const own = field ?? list ?? entry ?? "";
  return holder ? `${holder}/${own}` : own;
}

/** The field at an address; null where the page has none. */
export function fieldAt(path: string, root: Element): HTMLElement | null {
  const name = path.split("/").at(-1) ?? "";
  const fields = [...root.querySelectorAll<HTMLElement>(FIELD)].filter(({ dataset }) => dataset["field"] === name || dataset["path"] === path);
  return fields.find((field) => !isGhost(field) && pathOf(field, root) === path) ?? null;
}

/** The text field that can be remarked on: a line or a prose, of an entry that there is. */
export function writtenField(target: EventTarget | null): HTMLTextAreaElement | null {
  const field = target instanceof Element ? target.closest(FIELD) : null;
  return field instanceof HTMLTextAreaElement && !isGhost(field) ? field : null;
}

/** The outermost thing that belongs to a field alone: what stands after it stands below it. */
export function wrapperOf(field: HTMLElement): HTMLElement {
  return field.closest<HTMLElement>(".prose-field, label.write, label.pick, fieldset") ?? field;
}

/** What a field is called on the page. */
export function nameOf(field: HTMLElement): string {
  return field.closest("label")?.querySelector(".sr, .label")?.textContent.trim() ?? field.getAttribute("aria-label") ?? "this text";
}

/** What is meant in a field: what is marked, or all of it. */
export function passageIn(field: HTMLTextAreaElement): string {
  const { selectionStart, selectionEnd, value } = field;
  return selectionEnd > selectionStart ? value.slice(selectionStart, selectionEnd) : value;
}

function isGhost(element: Element): boolean {
  return element.closest("[data-ghost-entry]") !== null;
}
