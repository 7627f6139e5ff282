import type { Island } from "../../runtime/island";
import { asObject, asString } from "../../runtime/parse";
import { create, get } from "./ceremony";

const DECLINED = "Nothing was done: you declined, or it took too long. Try again when you like.";
const KNOWN = "This device has a passkey for you here already.";
const FAILED = "The server did not answer. Load the page again and try once more.";
const INSECURE = "Passkeys need an address that begins with https:// and a name, not a number.";

/** A form with one button: the browser asks for the key, then the form goes with what it said. */
class Passkey implements Island {
  mount(root: HTMLElement, props: unknown): () => void {
    if (!(root instanceof HTMLFormElement)) throw new Error("not a form");
    const told = asObject(props, "props");
    const kind = asString(told["kind"], "kind");
    const button = root.querySelector<HTMLButtonElement>("button[type=button]");
    if (!button) throw new Error("no button");
    root.hidden = false;
    if (!("credentials" in navigator) || !window.isSecureContext) {
      button.disabled = true;
      say(root, INSECURE);
      return () => undefined;
    }
    const run = (): void => void perform(root, button, kind, told);
    const enter = (event: SubmitEvent): void => {
      if (field(root).value) return;
      event.preventDefault(); // Enter in the name's field does what the button does
      run();
    };
    button.addEventListener("click", run);
    root.addEventListener("submit", enter);
    button.disabled = false; // until now a click would have done nothing
    return () => {
      button.removeEventListener("click", run);
      root.removeEventListener("submit", enter);
    };
  }
}

async function perform(
  form: HTMLFormElement,
  button: HTMLButtonElement,
  kind: string,
  told: Record<string, unknown>,
): Promise<void> {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  say(form, "");
  try {
    const alone = form.querySelector<HTMLInputElement>("[name=passwordless]")?.checked ?? true;
    const options = kind === "login" ? await asked(asString(told["url"], "url")) : told["options"];
    const answer = kind === "create" ? await create(options, alone) : await get(options);
    field(form).value = JSON.stringify(answer);
    form.submit();
  } catch (error) {
    say(form, words(error));
    button.removeAttribute("aria-busy");
    button.focus();
  }
}

/** What to ask the browser for, where nobody has said who they are. */
async function asked(url: string): Promise<unknown> {
  const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error("refused");
  return asObject(await response.json(), "answer")["request_options"];
}

function field(form: HTMLFormElement): HTMLInputElement {
  const found = form.querySelector<HTMLInputElement>("input[name=credential]");
  if (!found) throw new Error("no field");
  return found;
}

function words(error: unknown): string {
  if (!(error instanceof DOMException)) return FAILED;
  if (error.name === "InvalidStateError") return KNOWN;
  return error.name === "SecurityError" ? INSECURE : DECLINED;
}

function say(form: HTMLFormElement, text: string): void {
  const place = form.querySelector<HTMLElement>(".acct-trouble");
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
}

export default new Passkey();
