import { make } from "../../runtime/dom";
import { valueAt } from "./copy";
import type { Form } from "./form";
import type { LeftOut } from "./props";
import type { Saver } from "./saver";

/** Offer the series that a study does not show below those that it does; one press brings one back. */
export function offerLeftOut(form: Form, all: readonly LeftOut[], saver: Saver): void {
  const studies = [...form.root.querySelectorAll<HTMLElement>('[data-kind-of-stage="study"]')];
  for (const one of all) {
    const home = studies.find((stage) => valueAt(form.copy, `${form.pathOf(stage)}/id`) === one.stage) ?? studies[0];
    const list = home?.querySelector<HTMLElement>('[data-list="series"]');
    const place = home?.querySelector<HTMLElement>("[data-left-out]");
    if (!list || !place) continue;
    const button = make("button", { type: "button", class: "btn plain use" }, `Show ${one.label}`);
    button.addEventListener("click", () => {
      button.disabled = true;
      form.add(list, one.entry);
      // The film learns of its stack when the page is made anew.
      void saver.flush().then((isSaved) => { if (isSaved) location.reload(); });
    });
    place.append(button);
    place.hidden = false;
  }
}
