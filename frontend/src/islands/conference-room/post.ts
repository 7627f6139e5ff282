import { csrfToken } from "../../runtime/csrf";

const BUSY = 429;
const LOST = "The library did not answer. Try again.";

/** Send a form as the browser would, without leaving the page: null, or the sentence that says why not. */
export async function sendForm(form: HTMLFormElement, submitter: HTMLElement | null): Promise<string | null> {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) if (typeof value === "string") body.append(name, value);
  try {
    // Where the answer leads to is not asked for: two hundred phones would ask at once.
    const options: RequestInit = { method: "POST", body, headers: { "X-CSRFToken": csrfToken() }, redirect: "manual" };
    const answer = await fetch(form.getAttribute("action") ?? "", options);
    if (answer.ok || answer.type === "opaqueredirect") return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("main p")?.textContent.trim() ?? LOST;
  } catch {
    return LOST;
  }
}

export async function askFilm(url: string): Promise<unknown> {
  const answer = await fetch(url, { method: "POST", headers: { "X-CSRFToken": csrfToken() } });
  if (!answer.ok) throw new Error(`film ${String(answer.status)}`);
  return await answer.json() as unknown; // looked at by whoever asked
}

/**
 * This page as the server has it now; null where it is not this reader's any more.
 * @throws {Error} where it should be asked for again.
 */
export async function askPage(): Promise<Document | null> {
  const answer = await fetch(location.href);
  if (answer.status >= BUSY) throw new Error(`page ${String(answer.status)}`);
  return answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}
