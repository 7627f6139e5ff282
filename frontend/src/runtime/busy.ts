/** Forms about people say that they are at work, and go once however often one presses. */
export function startBusyForms(page: Document): void {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches(".acct-form")) return;
    if (form.dataset["sent"] !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset["sent"] = "";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // A page that comes back from the browser's memory is as it was left, and has to work again.
  window.addEventListener("pageshow", () => {
    for (const form of page.querySelectorAll<HTMLFormElement>(".acct-form[data-sent]")) {
      delete form.dataset["sent"];
      form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
    }
  });
}
