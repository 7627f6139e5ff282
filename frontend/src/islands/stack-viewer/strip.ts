import { make } from "../../runtime/dom";
import type { Film } from "./film";
import { icon } from "./icons";
import type { Series, Study } from "./props";
import { Roving } from "./roving";
import { Slices } from "./slices";

/** The series of the open study: thumbnails, names, counts. */
export function makeStrip(film: Film, signal: AbortSignal): HTMLElement {
  const strip = make("div", { class: "strip", role: "group", "aria-label": "Series" });
  const roving = new Roving(strip, signal);
  let shown: Study | null = null;
  const refresh = (): void => {
    if (shown !== film.study) {
      shown = film.study;
      strip.replaceChildren(...shown.series.map((series) => thumb(film, series)));
    }
    mark(film, strip);
    roving.refresh();
  };
  film.onChange(refresh);
  refresh();
  return strip;
}

function thumb(film: Film, series: Series): HTMLElement {
  const { count: shown, whole } = new Slices(series.frameCount, series.trim);
  const count = whole === 1 ? "1 image" : shown === whole ? `${whole} images` : `${shown} of ${whole} images`;
  const button = make(
    "button",
    { type: "button" },
    make("img", { src: series.thumbnailUrl, alt: "", width: 88, height: 56, draggable: "false", fetchpriority: "low" }),
    make("span", { class: "label" }, series.shortLabel),
    make("span", { class: "n num" }, count),
    make("span", { class: "seen", hidden: true }, icon("check"), make("span", { class: "sr" }, "seen to the end")),
  );
  button.dataset["seriesId"] = series.id;
  button.title = series.technique ? `${series.label}, ${series.technique}` : series.label;
  button.addEventListener("click", () => { film.show(series.id); });
  return button;
}

function mark(film: Film, strip: HTMLElement): void {
  const hung = new Set(film.viewports.map((viewport) => viewport.view.series.id));
  film.study.series.forEach((series, index) => {
    const button = strip.children[index];
    if (!(button instanceof HTMLElement)) return;
    const isActive = film.active.view.series === series;
    button.setAttribute("aria-pressed", String(hung.has(series.id)));
    if (isActive && button.getAttribute("aria-current") !== "true") reveal(strip, button);
    if (isActive) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    const seen = button.querySelector<HTMLElement>(".seen");
    if (seen) seen.hidden = !film.viewOf(series).seenToEnd;
  });
}

/** Bring a thumbnail into sight inside the strip; the page itself stays where it is. */
function reveal(strip: HTMLElement, button: HTMLElement): void {
  const [left, right] = [button.offsetLeft - 16, button.offsetLeft + button.offsetWidth + 16];
  if (left < strip.scrollLeft) strip.scrollLeft = left;
  else if (right > strip.scrollLeft + strip.clientWidth) strip.scrollLeft = right - strip.clientWidth;
}
