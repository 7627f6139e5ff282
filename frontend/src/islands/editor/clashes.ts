import { make } from "../../runtime/dom";
import { isEntry } from "./copy";
import type { Json } from "./copy";
import type { Form } from "./form";
import type { Clash, Outbox } from "./outbox";

/** Two people wrote in one place: show both, and let one of them decide. Nothing goes by itself. */
export function showClashes(form: Form, outbox: Outbox, settled: () => void): void {
  const section = form.root.querySelector<HTMLElement>("[data-clashes]");
  const list = section?.querySelector<HTMLElement>("[data-clash-list]");
  if (!section || !list) return;
  section.hidden = outbox.clashes.length === 0;
  list.replaceChildren(...outbox.clashes.map((clash) => card(form, clash, () => {
    outbox.settle(clash);
    showClashes(form, outbox, settled);
    settled();
  })));
}

function card(form: Form, clash: Clash, done: () => void): HTMLElement {
  const { edit, current } = clash;
  const field = form.fieldAt(edit.path);
  const mine = inWords(edit.value);
  const theirs = clash.reason === "gone" ? "" : inWords(current);
  const choose = (words: string, act: () => void): HTMLElement => {
    const button = make("button", { type: "button", class: "btn" }, words);
    button.addEventListener("click", () => { act(); done(); });
    return button;
  };
  const write = (value: Json): void => {
    // What lies on the server is what the next edit is based on.
    form.take([{ kind: "set", path: edit.path, base: null, value: current, after: null }]);
    if (field) form.write(field, value);
  };
  const buttons = edit.kind === "set" && clash.reason === "changed" && field
    ? [
      choose("Keep mine", () => { write(edit.value); }),
      choose("Take theirs", () => { write(current); }),
      typeof edit.value === "string" && typeof current === "string"
        ? choose("Keep both", () => { write(`${current}${field.dataset["kind"] === "prose" ? "\n\n" : " / "}${mine}`); })
        : null,
    ]
    : [choose("I have read it", () => { restore(form, clash); })];
  const heading = make("h3", {}, nameOf(field, edit.path));
  const sides = make("div", { class: "sides" }, side("Yours", mine || "Removed"), side("Theirs", theirs || "Removed"));
  return make("article", { class: "clash" }, heading, sides, make("div", { class: "row" }, ...buttons));
}

/** Something that I removed was written in by someone else: it comes back. */
function restore(form: Form, { edit, current }: Clash): void {
  if (edit.kind !== "remove" || !isEntry(current)) return;
  const list = edit.path.split("/").slice(0, -1).join("/");
  form.take([{ kind: "insert", path: list, base: null, value: current, after: "at-the-end" }]);
}

function side(name: string, text: string): HTMLElement {
  return make("div", {}, make("h4", {}, name), make("div", { class: "words", tabindex: "0" }, text));
}

function nameOf(field: HTMLElement | null, path: string): string {
  const label = field?.closest("label")?.querySelector(".label, .sr")?.textContent;
  return label ?? path.split("/").at(-1)?.replace(/_/g, " ") ?? "";
}

function inWords(value: Json): string {
  if (value === null) return "";
  if (typeof value === "object" && !Array.isArray(value)) {
    return Object.entries(value).filter(([name]) => name !== "_id").map(([, one]) => inWords(one)).filter(Boolean).join("\n");
  }
  return Array.isArray(value) ? value.map((one: Json) => inWords(one)).join(", ") : String(value);
}
