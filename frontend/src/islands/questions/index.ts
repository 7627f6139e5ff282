import { setText } from "../../runtime/dom";
import type { Island } from "../../runtime/island";
import { Order } from "./order";

const FULL = 100;

/** A question's form: entries are sorted, points are counted while one writes. */
const questions: Island = {
  mount(root) {
    if (!(root instanceof HTMLFormElement)) throw new TypeError("a form was expected");
    const stop = new AbortController();
    const list = root.querySelector<HTMLElement>("[data-order]");
    if (list) new Order(list, root, stop.signal);
    const rest = root.querySelector<HTMLElement>("[data-rest]");
    if (rest) countPoints(root, rest, stop.signal);
    return () => { stop.abort(); };
  },
};
export default questions;

function countPoints(form: HTMLFormElement, rest: HTMLElement, signal: AbortSignal): void {
  const say = (): void => {
    const points = [...form.querySelectorAll<HTMLInputElement>("[data-points]")].map(({ value }) => Number(value) || 0);
    const left = FULL - points.reduce((sum, each) => sum + each, 0);
    setText(rest, left >= 0 ? `Something else: ${String(left)} of 100` : `${String(FULL - left)} of 100: take ${String(-left)} away`);
  };
  form.addEventListener("input", say, { signal });
  say();
}
