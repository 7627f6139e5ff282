import type { Island } from "../../runtime/island";

/** A star that is put on and taken off without leaving the page. */
async function send(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
  const body = new FormData(form);
  body.set("star", button.value);
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" }, redirect: "error" });
    if (!answer.ok) throw new TypeError("refused");
    const isOn = button.value === "1";
    button.value = isOn ? "0" : "1";
    button.setAttribute("aria-pressed", String(isOn));
  } catch {
    // The whole form then says why: it leads to the page that refuses.
    form.dataset["plain"] = "";
    form.requestSubmit(button);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

const star: Island = {
  mount(root) {
    const button = root.querySelector("button");
    if (!(root instanceof HTMLFormElement) || !button) throw new TypeError("a form with a button was expected");
    const stop = new AbortController();
    root.addEventListener("submit", (event) => {
      if ("plain" in root.dataset || location.pathname.startsWith("/mine/")) return;
      event.preventDefault();
      if (button.getAttribute("aria-busy") !== "true") void send(root, button);
    }, { signal: stop.signal });
    return () => { stop.abort(); };
  },
};
export default star;
