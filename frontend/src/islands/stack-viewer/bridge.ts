import { ANNOTATION, VIEW, hear, tell } from "./events";
import type { Film } from "./film";
import { shownAs } from "./shown-as";

/** Tie the film to the page around it: what is shown goes out, what is asked for is done. */
export function bridge(root: HTMLElement, film: Film, signal: AbortSignal): void {
  let last = "";
  const say = (isAsked: boolean): void => {
    const { shown, view } = film.active;
    if (shown === null) return;
    const study = film.study.id;
    const detail = { study, series: view.series.id, frame: shown, window: film.active.windowNow() };
    const text = JSON.stringify(detail);
    if (text === last && !isAsked) return;
    last = text;
    tell(root, VIEW, detail);
  };
  film.onChange(() => { say(false); });
  film.listener = {
    settled: () => { say(false); },
    drew: (viewport, annotation) => {
      tell(root, ANNOTATION, { study: film.study.id, series: viewport.view.series.id, annotation });
    },
  };
  hear(root, {
    view: () => { say(true); },
    draw: (shape) => { film.update({ tool: shape ? `draw-${shape}` : "scroll" }); },
    go: (series, frame) => {
      const viewport = film.show(series);
      if (viewport) film.goTo(viewport, frame);
    },
    annotations: (series, annotations) => { film.annotate(series, annotations.map(shownAs)); },
  }, signal);
}
