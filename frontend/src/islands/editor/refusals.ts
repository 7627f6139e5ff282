import { make } from "../../runtime/dom";
import type { Form } from "./form";
import type { Outbox } from "./outbox";

/** Say under each change that the server will not take why that is; the words stay as they were typed. */
export function showRefusals(form: Form, outbox: Outbox): void {
  for (const old of form.root.querySelectorAll(".wrong[data-refused]")) old.remove();
  outbox.refusals.forEach(({ edit, message }, at) => {
    const place = form.nearest(edit.path);
    if (!place) return;
    const id = `refused-${at}`;
    const isControl = place.matches("textarea, input, select");
    (isControl ? place.closest(".write, .pick") ?? place : place).append(
      make("p", { class: "wrong", id, "data-refused": true }, `Not saved. ${message}`),
    );
    if (!isControl) return;
    place.setAttribute("aria-invalid", "true");
    place.setAttribute("aria-describedby", id);
  });
}
