import { make } from "../../runtime/dom";
import { asArray, asObject, asString } from "../../runtime/parse";
import { valueAt } from "./copy";
import type { Form } from "./form";
import { isGroup } from "./groups";
import { askFor } from "./saver";

interface Code { readonly scheme: string; readonly value: string; readonly meaning: string }

const WAIT_MS = 200;

/** The box that finds a diagnosis' code: choosing one puts it into the list. */
export function listenToCodes(form: Form, url: string, signal: AbortSignal): void {
  const box = form.root.querySelector<HTMLInputElement>("[data-find-code]");
  const list = form.root.querySelector<HTMLElement>('[data-list="diagnosis_codes"]');
  const options = document.getElementById("found-codes");
  if (!box || !list || !options) return;
  let found: readonly Code[] = [];
  let timer = 0;
  const look = async (): Promise<void> => {
    const answer = await askFor("GET", `${url}?q=${encodeURIComponent(box.value)}`, null);
    if (answer === null) return;
    found = asArray(asObject(answer, "codes")["codes"], "codes", parseCode);
    options.replaceChildren(...found.map((code) => make("option", { value: wordsOf(code) })));
  };
  const choose = (code: Code | undefined): void => {
    if (!code) return;
    form.add(list, { ...code });
    box.value = "";
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    const chosen = found.find((code) => wordsOf(code) === box.value);
    if (chosen) choose(chosen);
    else timer = window.setTimeout(() => { void look(); }, WAIT_MS);
  }, { signal });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    choose(found[0]);
  }, { signal });
}

/** Boxes whose diagnosis is completed from the list; choosing one keeps its code beside it. */
export function completeCodes(form: Form, url: string, signal: AbortSignal): void {
  const options = document.getElementById("found-accepted");
  let found: readonly Code[] = [];
  let timer = 0;
  const look = async (words: string): Promise<void> => {
    const answer = await askFor("GET", `${url}?q=${encodeURIComponent(words)}`, null);
    if (answer === null) return;
    found = asArray(asObject(answer, "codes")["codes"], "codes", parseCode);
    options?.replaceChildren(...found.map((code) => make("option", { value: wordsOf(code) })));
  };
  form.root.addEventListener("input", ({ target: box }) => {
    if (!(box instanceof HTMLInputElement) || box.dataset["completeCode"] === undefined) return;
    clearTimeout(timer);
    const held = box.closest("[data-entry]")?.querySelector<HTMLElement>('[data-field="code"]');
    const chosen = found.find((code) => wordsOf(code) === box.value);
    if (chosen) form.write(box, chosen.meaning);
    if (held) keepCode(form, held, chosen, box.value);
    if (!chosen) timer = window.setTimeout(() => { void look(box.value); }, WAIT_MS);
  }, { signal });
}

/** A code stays as long as the words beside it are its own. */
function keepCode(form: Form, held: HTMLElement, chosen: Code | undefined, words: string): void {
  const now = valueAt(form.copy, form.pathOf(held));
  if (chosen) form.write(held, { ...chosen });
  else if (isGroup(now) && now["meaning"] !== words) form.write(held, null);
}

function wordsOf(code: Code): string {
  return `${code.value} ${code.meaning}`;
}

function parseCode(value: unknown, place: string): Code {
  const code = asObject(value, place);
  return { scheme: asString(code["scheme"], place), value: asString(code["value"], place), meaning: asString(code["meaning"], place) };
}
