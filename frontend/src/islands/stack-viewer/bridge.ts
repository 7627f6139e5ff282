import { ANNOTATION, CHANGED, CHOSE, ERASED, SPOTS, VIEW, hear, tell } from "./events";
import type { Film } from "./film";
import { chooseMark } from "./marking";
import type { Annotation } from "./props";
import { numbered, spotMark } from "./pointing";
import { inDocument, shownAs } from "./shown-as";
import type { Viewport } from "./viewport";

/** Tie the film to the page around it: what is shown goes out, what is asked for is done. */
export function bridge(root: HTMLElement, film: Film, signal: AbortSignal): void {
  let last = "";
  const say = (isAsked: boolean): void => {
    const { shown, view } = film.active;
    if (shown === null) return;
    const study = film.study.id;
    const detail = { study, series: view.series.id, frame: shown, window: film.active.windowNow(), gaze: view.gaze };
    const text = JSON.stringify(detail);
    if (text === last && !isAsked) return;
    last = text;
    tell(root, VIEW, detail);
  };
  const drawn = ({ view }: Viewport, mark: Annotation): Parameters<typeof tell<typeof ANNOTATION>>[2] => {
    return { study: film.study.id, series: view.series.id, id: mark.id, annotation: inDocument(mark) };
  };
  const spotted = (): void => {
    const series = film.pointing;
    if (series === null) return;
    film.marks.put(series, numbered(film.marks.of(series)));
    const spots = film.marks.of(series).map(({ frame, points: [at] }) => ({ slice: frame, at_px: at ?? [0, 0] as const }));
    tell(root, SPOTS, { series, spots });
    film.update({});
  };
  film.onChange(() => { say(false); });
  film.listener = {
    settled: () => { say(false); },
    drew: (viewport, mark) => { tell(root, ANNOTATION, drawn(viewport, mark)); spotted(); },
    changed: (viewport, mark) => { tell(root, CHANGED, drawn(viewport, mark)); spotted(); },
    erased: ({ view }, id) => { tell(root, ERASED, { series: view.series.id, id }); spotted(); },
    chose: ({ view }, id) => { tell(root, CHOSE, { series: view.series.id, id }); },
  };
  hear(root, {
    view: () => { say(true); },
    draw: (shape) => { film.update({ tool: shape ? `draw-${shape}` : "scroll" }); },
    go: (series, frame) => {
      const viewport = film.show(series);
      if (viewport) film.goTo(viewport, frame);
    },
    annotations: (series, annotations) => {
      film.marks.put(series, annotations.map(({ id, annotation }) => shownAs(annotation, id)));
      film.update({});
    },
    spots: (series, spots) => {
      if (series !== film.pointing) return;
      film.marks.put(series, numbered(spots.map(({ slice, at_px }, index) => spotMark(`spot${String(index + 1)}`, slice, at_px))));
      film.update({});
    },
    choose: (series, id) => { goToMark(film, series, id); },
  }, signal);
}

function goToMark(film: Film, series: string, id: string): void {
  const mark = film.marks.of(series).find((one) => one.id === id);
  const viewport = mark && film.show(series);
  if (!viewport) return;
  chooseMark(film, viewport, id);
  film.goTo(viewport, mark.frame);
  film.update({ annotated: true });
}
