/**
 * What the film and the page around it tell each other, as DOM events on the island's root.
 *
 * The film's own events bubble, so that a page may listen on `document`. The page's events are
 * dispatched on the root itself (`[data-island="stack-viewer"]`) once its `data-island-state` is
 * `ready`. Names of studies and series are those of the case document; slices count from 1.
 */
import { asArray, asCount, asNumbers, asObject, asOneOf, asString, orNull } from "../../runtime/parse";
import type { Gaze } from "./placement";
import type { WindowRange } from "./window-math";

/** The film shows this now: emitted when the active viewport has settled on something else. */
export const VIEW = "readingroom:view";
/** The author has drawn something whole: emitted once for each, when the pointer is lifted. */
export const ANNOTATION = "readingroom:annotation";
/** The author has moved or named a mark: emitted when it is let go, and with each letter. */
export const CHANGED = "readingroom:annotation-changed";
/** The author has taken a mark away. */
export const ERASED = "readingroom:annotation-erased";
/** The author has chosen a mark, or none any more (`id: null`). */
export const CHOSE = "readingroom:annotation-chosen";

/** A learner's marks on a series: emitted whenever one is put, moved or taken away. */
export const SPOTS = "readingroom:spots";
/** From the page: `{series, spots}`, these are the learner's marks, such as they were before a reload. */
export const PUT_SPOTS = "readingroom:put-spots";

/** From the page: say at once, by `readingroom:view`, what is shown. No detail. */
export const ASK_VIEW = "readingroom:ask-view";
/** From the page: take a drawing tool up (`{shape}` of DRAWN), or put it down (`{shape: null}`). */
export const DRAW = "readingroom:draw";
/** From the page: `{series, frame}`, go there. */
export const GO = "readingroom:go";
/** From the page: `{series, annotations}`, show these from now on, as the document has them, each with its `id`. */
export const ANNOTATIONS = "readingroom:annotations";
/** From the page: `{series, id}`, go to this mark and choose it. */
export const CHOOSE = "readingroom:choose";

export interface ViewDetail {
  /** The stage of the case document, and the series within the document. */
  readonly study: string;
  readonly series: string;
  readonly frame: number;
  /** In modality units; null where colours have none. */
  readonly window: WindowRange | null;
  /** null where the image is looked at as it opened. */
  readonly gaze: Gaze | null;
}

type Point = readonly [column: number, row: number];

/** An annotation as the case document keeps it: image pixels from the outer corner of the first. */
export type DocumentAnnotation =
  | { readonly shape: "arrow"; readonly slice: number; readonly tip_px: Point; readonly tail_px: Point; readonly label: string }
  | { readonly shape: "measurement"; readonly slice: number; readonly from_px: Point; readonly to_px: Point; readonly label: string }
  | { readonly shape: "region"; readonly slice: number; readonly outline_px: readonly Point[]; readonly label: string }
  | { readonly shape: "label"; readonly slice: number; readonly at_px: Point; readonly label: string };

export interface AnnotationDetail {
  readonly study: string;
  readonly series: string;
  /** By which the page is to know it. */
  readonly id: string;
  /** To be appended to the series' `annotations`; its label is empty until someone writes one. */
  readonly annotation: DocumentAnnotation;
}

/** One mark of a learner's. */
export interface Spotted {
  readonly slice: number;
  readonly at_px: Point;
}

export interface SpotsDetail {
  readonly series: string;
  readonly spots: readonly Spotted[];
}

export interface MarkDetail {
  readonly series: string;
  readonly id: string | null;
}

/** What an author can draw; a circle and a freehand outline both become a region. */
export const DRAWN = ["arrow", "circle", "freehand", "measurement", "label"] as const;
export type Drawn = (typeof DRAWN)[number];

export interface Tidings {
  readonly [VIEW]: ViewDetail;
  readonly [ANNOTATION]: AnnotationDetail;
  readonly [CHANGED]: AnnotationDetail;
  readonly [SPOTS]: SpotsDetail;
  readonly [ERASED]: MarkDetail;
  readonly [CHOSE]: MarkDetail;
}

export function tell<K extends keyof Tidings>(root: HTMLElement, name: K, detail: Tidings[K]): void {
  root.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

/** An annotation with the id by which the page knows it. */
export interface Known {
  readonly id: string;
  readonly annotation: DocumentAnnotation;
}

/** What the film does when the page asks. */
export interface Asked {
  readonly view: () => void;
  readonly draw: (shape: Drawn | null) => void;
  readonly go: (series: string, frame: number) => void;
  readonly annotations: (series: string, annotations: readonly Known[]) => void;
  readonly spots: (series: string, spots: readonly Spotted[]) => void;
  readonly choose: (series: string, id: string) => void;
}

/** Listen to the page; a detail that is not what was agreed changes nothing and says so. */
export function hear(root: HTMLElement, asked: Asked, signal: AbortSignal): void {
  const on = (name: string, run: (detail: Readonly<Record<string, unknown>>) => void): void => {
    const heard = (event: Event): void => {
      const detail: unknown = event instanceof CustomEvent ? event.detail : null;
      run(asObject(detail ?? {}, name));
    };
    root.addEventListener(name, heard, { signal });
  };
  on(ASK_VIEW, () => { asked.view(); });
  on(DRAW, (detail) => { asked.draw(orNull(detail["shape"], DRAW, (value, place) => asOneOf(value, place, DRAWN))); });
  on(GO, (detail) => { asked.go(asString(detail["series"], GO), asCount(detail["frame"], GO)); });
  on(ANNOTATIONS, (detail) => {
    asked.annotations(
      asString(detail["series"], ANNOTATIONS),
      asArray(detail["annotations"], ANNOTATIONS, parseKnown),
    );
  });
  on(PUT_SPOTS, (detail) => {
    asked.spots(asString(detail["series"], PUT_SPOTS), asArray(detail["spots"], PUT_SPOTS, parseSpot));
  });
  on(CHOOSE, (detail) => { asked.choose(asString(detail["series"], CHOOSE), asString(detail["id"], CHOOSE)); });
}

const SHAPES = ["arrow", "measurement", "region", "label"] as const;

function parseKnown(value: unknown, place: string): Known {
  const id = orNull(asObject(value, place)["id"], `${place}.id`, asString) ?? "";
  return { id, annotation: parseAnnotation(value, place) };
}

function parseAnnotation(value: unknown, place: string): DocumentAnnotation {
  const json = asObject(value, place);
  const point = (name: string): Point => pointOf(json[name], `${place}.${name}`);
  const shape = asOneOf(json["shape"], `${place}.shape`, SHAPES);
  const slice = asCount(json["slice"], `${place}.slice`);
  const label = orNull(json["label"], `${place}.label`, asString) ?? "";
  switch (shape) {
    case "arrow":
      return { shape, slice, label, tip_px: point("tip_px"), tail_px: point("tail_px") };
    case "measurement":
      return { shape, slice, label, from_px: point("from_px"), to_px: point("to_px") };
    case "region":
      return { shape, slice, label, outline_px: asArray(json["outline_px"], `${place}.outline_px`, pointOf) };
    case "label":
      return { shape, slice, label, at_px: point("at_px") };
  }
}

function parseSpot(value: unknown, place: string): Spotted {
  const json = asObject(value, place);
  return { slice: asCount(json["slice"], `${place}.slice`), at_px: pointOf(json["at_px"], `${place}.at_px`) };
}

function pointOf(value: unknown, place: string): Point {
  const [x, y] = asNumbers(value, place, 2);
  return [x ?? 0, y ?? 0];
}
