import { setText } from "../../runtime/dom";
import type { Island } from "../../runtime/island";
import { listen } from "../../runtime/live";
import type { Told } from "../../runtime/live";
import { asObject, asString } from "../../runtime/parse";
import { localiseTimes } from "../../runtime/times";

const POLL_MS = 5000;

/** Keeps what a page says of submissions true, without loading it again. */
const received: Island = {
  mount(root, props) {
    const liveUrl = asString(asObject(props, "props")["liveUrl"], "liveUrl");
    const stop = new AbortController();
    const redraw = (): void => { root.querySelector("#rows")?.dispatchEvent(new CustomEvent("received-changed")); };
    listen(liveUrl, (told) => { show(root, told, redraw); }, () => { pollInstead(redraw, stop.signal); }, stop.signal);
    root.addEventListener("htmx:afterSettle", () => { localiseTimes(root); }, { signal: stop.signal });
    localiseTimes(root);
    return () => { stop.abort(); };
  },
};
export default received;

function pollInstead(redraw: () => void, signal: AbortSignal): void {
  const timer = setInterval(() => { if (!document.hidden) redraw(); }, POLL_MS);
  signal.addEventListener("abort", () => { clearInterval(timer); });
}

function show(root: HTMLElement, told: readonly Told[], redraw: () => void): void {
  const rows = new Map([...root.querySelectorAll<HTMLElement>("[data-key]")].map((row) => [row.dataset["key"], row]));
  const stale = told.filter((one) => rows.get(one.key)?.dataset["version"] !== one.version);
  for (const one of told) {
    const row = rows.get(one.key);
    if (row) showOne(row, one);
  }
  if (stale.length === 0 || isChoosing(root)) return;
  announce(root, stale);
  redraw();
}

function announce(root: HTMLElement, stale: readonly Told[]): void {
  const finished = stale.find(({ state }) => state === "finished");
  const said = root.querySelector("[data-said]");
  if (finished && said) setText(said, finished.words);
}

function showOne(row: HTMLElement, told: Told): void {
  const words = row.querySelector("[data-words]");
  if (words) setText(words, told.words);
  const bar = row.querySelector<HTMLProgressElement>("[data-share]");
  if (bar && told.state !== "waiting") bar.value = told.share;
}

/** Someone who is at a form keeps it: drawing anew would take the ticks away. */
function isChoosing(root: HTMLElement): boolean {
  return document.activeElement?.closest("form") !== null && root.contains(document.activeElement);
}
