import type { Island } from "../../runtime/island";
import { KEPT_NAME } from "../../runtime/kept-names";

/** Offers to keep what the viewer keeps on this device. */
class ViewerChoices implements Island {
  mount(root: HTMLElement): () => void {
    const found = root.querySelector<HTMLElement>("[data-found]");
    const keep = root.querySelector<HTMLButtonElement>("[data-keep]");
    const field = root.querySelector<HTMLInputElement>("input[name=choices]");
    if (!found || !keep || !field) throw new Error("not the form");
    const choices = chosenHere();
    const count = Object.keys(choices).length;
    found.hidden = false;
    found.textContent = count
      ? `On this device you made ${count} ${count === 1 ? "choice" : "choices"}.`
      : "On this device you chose nothing yet.";
    keep.hidden = count === 0;
    field.value = JSON.stringify(choices);
    return () => undefined;
  }
}

function chosenHere(): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  try {
    for (let at = 0; at < window.localStorage.length; at += 1) {
      const name = window.localStorage.key(at);
      if (name === null || !KEPT_NAME.test(name)) continue;
      found[name] = JSON.parse(window.localStorage.getItem(name) ?? "null");
    }
  } catch {
    // A browser that forbids keeping, or something that nobody can read.
  }
  return found;
}

export default new ViewerChoices();
