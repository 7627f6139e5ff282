import { make, setText } from "../../runtime/dom";
import { asArray, asNumber, asObject, asString } from "../../runtime/parse";
import { valueAt } from "./copy";
import type { Entry, Json } from "./copy";
import type { Form } from "./form";
import { askFor } from "./saver";

interface Segment { readonly images: string; readonly number: number; readonly label: string; readonly source: string }

const NONE = "No segmentation of this study lies on this stack.";
const LOST = "The segmentations can't be read just now. Try again.";

/** What takes the places to be found from segmentations that are in the library. */
export function listenToSegments(form: Form, said: (text: string) => void, signal: AbortSignal): void {
  form.root.addEventListener("toggle", ({ target }) => {
    if (target instanceof HTMLDetailsElement && target.matches("[data-segments]") && target.open) void offer(form, target);
  }, { capture: true, signal });
  form.root.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLButtonElement>("[data-segment]") : null;
    if (button && button.getAttribute("aria-busy") !== "true") void take(form, button, said);
  }, { signal });
}

async function offer(form: Form, fold: HTMLDetailsElement): Promise<void> {
  const place = fold.querySelector<HTMLElement>("[data-segments-found]");
  const series = seriesOf(form, fold);
  if (!place) return;
  if (series === "") {
    place.replaceChildren(make("p", {}, "Choose the stack to mark first."));
    return;
  }
  const answer = await askFor("GET", `${urlOf(fold)}?series=${encodeURIComponent(series)}`, null);
  const found = answer === null ? null : asArray(asObject(answer, "segments")["segments"], "segments", parseSegment);
  if (found === null || found.length === 0) place.replaceChildren(make("p", {}, found === null ? LOST : NONE));
  else place.replaceChildren(make("ul", { "aria-label": "Segments" }, ...found.map((one) => make("li", {}, buttonOf(one)))));
}

function buttonOf(segment: Segment): HTMLElement {
  return make("button", { type: "button", class: "btn plain", "data-segment": JSON.stringify(segment) }, segment.label, make("span", { class: "dim" }, ` ${segment.source}`));
}

async function take(form: Form, button: HTMLButtonElement, said: (text: string) => void): Promise<void> {
  const fold = button.closest<HTMLDetailsElement>("[data-segments]");
  const list = button.closest("[data-hotspot]")?.querySelector<HTMLElement>('[data-list="targets"]');
  if (!fold || !list) return;
  const segment = parseSegment(JSON.parse(button.dataset["segment"] ?? "null"), "segment");
  button.setAttribute("aria-busy", "true");
  const asked = new URLSearchParams({ series: seriesOf(form, fold), images: segment.images, number: String(segment.number) });
  const answer = await askFor("GET", `${urlOf(fold)}?${asked.toString()}`, null);
  button.removeAttribute("aria-busy");
  if (answer === null) {
    said("This segment can't be taken over. Choose another, or draw the place.");
    return;
  }
  form.add(list, asObject(asObject(answer, "answer")["target"], "target") as Readonly<Record<string, Json>>); // JSON from the server
  fold.open = false;
  fold.querySelector("summary")?.focus();
  said("Taken over from the segmentation: a place to be found, with an outline on each of its slices.");
}

function seriesOf(form: Form, within: HTMLElement): string {
  const item = within.closest<HTMLElement>("[data-hotspot]");
  const series = item ? valueAt(form.copy, `${form.pathOf(item)}/series`) : null;
  return typeof series === "string" ? series : "";
}

function urlOf(fold: HTMLElement): string {
  return fold.dataset["segments"] ?? "";
}

function parseSegment(value: unknown, place: string): Segment {
  const found = asObject(value, place);
  return { images: asString(found["images"], place), number: asNumber(found["number"], place), label: asString(found["label"], place), source: asString(found["source"], place) };
}

export interface Traced { readonly slice: number; readonly outline: Json }

/** The outlines of a place that was taken from a segmentation; none where it was drawn. */
export function tracedOf(entry: Entry): readonly Traced[] {
  const { traced } = entry;
  if (!Array.isArray(traced)) return [];
  return traced.flatMap((one: Json) => {
    const found = typeof one === "object" && one !== null && !Array.isArray(one) ? (one as Readonly<Record<string, Json>>) : {};
    const slice = found["slice"];
    return typeof slice === "number" ? [{ slice, outline: found["outline_px"] ?? null }] : [];
  });
}

/** A row whose outlines come from a segmentation says so, and offers no slices to choose. */
export function dressTraced(row: HTMLElement, entry: Entry): void {
  const outlines = tracedOf(entry);
  const slices = row.querySelector<HTMLElement>(".pose-slices");
  const words = row.querySelector<HTMLElement>("[data-traced-words]");
  if (slices) slices.hidden = outlines.length > 0;
  if (!words) return;
  words.hidden = outlines.length === 0;
  setText(words, `From a segmentation: ${outlines.length === 1 ? "1 outline" : `${outlines.length} outlines`}`);
}
