import { make } from "../../runtime/dom";
import type { Film } from "./film";
import { icon } from "./icons";

const MARK_MS = 1000;
/** Where the film stands above the text rather than beside it, as in the page's own styles. */
const STACKED = "(max-width: 70rem)";

/** Links in the text, `<a data-series data-frame>`, move the film; on narrow screens there is a way back. */
export function listenToLinks(root: HTMLElement, film: Film, signal: AbortSignal): void {
  let from: HTMLElement | null = null;
  const back = make("button", { type: "button", class: "back-to-text", hidden: true }, icon("back"), "Back to the text");
  root.append(back);
  let hasLeft = false; // the link stands in sight at first, and the page takes time to scroll
  const inSight = new IntersectionObserver(([entry]) => {
    if (!entry) return;
    if (entry.isIntersecting && hasLeft) back.hidden = true;
    hasLeft = !entry.isIntersecting;
  });
  signal.addEventListener("abort", () => { inSight.disconnect(); });
  back.addEventListener("click", () => {
    back.hidden = true;
    from?.scrollIntoView({ block: "center" });
    from?.focus({ preventScroll: true });
  }, { signal });
  const onClick = (event: MouseEvent): void => {
    const link = sliceLink(event);
    if (!link || !follow(film, link)) return;
    event.preventDefault();
    if (!window.matchMedia(STACKED).matches) return;
    inSight.disconnect();
    inSight.observe(link);
    from = link;
    back.hidden = false;
    root.scrollIntoView({ block: "start" });
  };
  document.addEventListener("click", onClick, { signal });
}

function sliceLink(event: MouseEvent): HTMLElement | null {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  if (!(event.target instanceof Element)) return null;
  return event.target.closest<HTMLElement>("a[data-series][data-frame]");
}

/** False where the film does not hold that series: then the link does what a link does. */
function follow(film: Film, link: HTMLElement): boolean {
  const viewport = film.show(link.dataset["series"] ?? "");
  const slice = Number(link.dataset["frame"]);
  if (!viewport) return false;
  if (Number.isInteger(slice) && slice > 0) film.goTo(viewport, slice);
  if (link.dataset["marked"] !== undefined && !film.annotated) film.update({ annotated: true });
  const { classList } = viewport.parts.element;
  classList.add("pointed");
  setTimeout(() => { classList.remove("pointed"); }, MARK_MS);
  return true;
}
