import { asArray, asCount, asNumber, asObject, asString, orNull } from "../../runtime/parse";
import type { Trim } from "./slices";
import type { WindowRange } from "./window-math";

export interface Annotation {
  /** Where the page keeps what is drawn, by which it is known; empty elsewhere. */
  readonly id: string;
  readonly frame: number;
  /** arrow (tip, then tail), measurement (two ends), region (corners), else a point. */
  readonly kind: string;
  /** Column and row, in image pixels from the outer corner of the first. */
  readonly points: readonly (readonly [number, number])[];
  readonly label: string;
}

export interface Series {
  readonly id: string;
  readonly label: string;
  /** The label in a few characters, for below a thumbnail. */
  readonly shortLabel: string;
  readonly technique: string;
  readonly modality: string;
  readonly stacksUrl: string;
  readonly stack: number;
  readonly root: string;
  readonly frameCount: number;
  /** null shows all slices. */
  readonly trim: Trim | null;
  readonly initialFrame: number;
  readonly window: WindowRange | null;
  readonly thumbnailUrl: string;
  readonly previewUrl: string;
  readonly simulated: boolean;
  readonly rows: number;
  readonly columns: number;
  /** sagittal, axial, coronal, oblique; null where not known. */
  readonly plane: string | null;
  readonly annotations: readonly Annotation[];
}

export interface Study {
  readonly id: string;
  readonly label: string;
  readonly series: readonly Series[];
}

export interface ViewerProps {
  readonly caseKey: string;
  readonly grantUrl: string;
  readonly studies: readonly Study[];
  /** Series to show side by side at the start, left to right. */
  readonly hung: readonly string[];
  /** Does the page listen to what an author draws, and keep it. */
  readonly canDraw: boolean;
  /** The series on which a reader may put marks, which the page hears of; null for none. */
  readonly pointing: string | null;
  /** Are the author's marks shown from the start. */
  readonly annotated: boolean;
}

/** @throws {TypeError} naming the place, when the page's props are not what was agreed. */
export function parseProps(value: unknown): ViewerProps {
  const json = asObject(value, "stack-viewer");
  const studies = asArray(json["studies"], "studies", parseStudy).filter(
    (study) => study.series.length > 0,
  );
  const first = studies[0]?.series[0];
  if (!first) throw new TypeError("studies: at least one series was expected");
  const known = new Set(studies.flatMap((study) => study.series.map((series) => series.id)));
  const hung = asArray(json["hung"] ?? [], "hung", asString).filter((id) => known.has(id));
  return {
    caseKey: asString(json["caseKey"], "caseKey"),
    grantUrl: asString(json["grantUrl"], "grantUrl"),
    studies,
    hung: hung.length > 0 ? hung.slice(0, 9) : [first.id],
    canDraw: json["canDraw"] === true,
    pointing: orNull(json["pointing"], "pointing", asString),
    annotated: json["annotated"] !== false,
  };
}

function parseStudy(value: unknown, place: string): Study {
  const json = asObject(value, place);
  return {
    id: asString(json["id"], `${place}.id`),
    label: asString(json["label"], `${place}.label`),
    series: asArray(json["series"], `${place}.series`, parseSeries),
  };
}

function parseSeries(value: unknown, place: string): Series {
  const json = asObject(value, place);
  const text = (name: string): string => asString(json[name], `${place}.${name}`);
  const count = (name: string): number => asCount(json[name], `${place}.${name}`);
  const frameCount = count("frameCount");
  return {
    id: text("id"),
    label: text("label"),
    shortLabel: orNull(json["shortLabel"], `${place}.shortLabel`, asString) ?? text("label"),
    technique: orNull(json["technique"], `${place}.technique`, asString) ?? "",
    modality: orNull(json["modality"], `${place}.modality`, asString) ?? "",
    stacksUrl: text("stacksUrl"),
    stack: orNull(json["stack"], `${place}.stack`, asNumber) ?? 0,
    root: text("root").replace(/\/$/, ""),
    frameCount,
    trim: orNull(json["trim"], `${place}.trim`, parseTrim),
    initialFrame: Math.min(orNull(json["initialFrame"], `${place}.initialFrame`, asCount) ?? 1, frameCount),
    window: orNull(json["window"], `${place}.window`, parseWindow),
    thumbnailUrl: text("thumbnailUrl"),
    previewUrl: text("previewUrl"),
    simulated: json["simulated"] === true,
    rows: count("rows"),
    columns: count("columns"),
    plane: orNull(json["plane"], `${place}.plane`, asString) ?? planeOf(text("label")),
    annotations: asArray(json["annotations"] ?? [], `${place}.annotations`, parseAnnotation),
  };
}

/** The plane a label speaks of, for hanging before the series' own description has come. */
function planeOf(label: string): string | null {
  const word = /\b(sag|ax|cor)/i.exec(label)?.[1]?.toLowerCase();
  const planes: Readonly<Record<string, string>> = { sag: "sagittal", ax: "axial", cor: "coronal" };
  return word === undefined ? null : (planes[word] ?? null);
}

function parseTrim(value: unknown, place: string): Trim {
  const json = asObject(value, place);
  const count = (name: keyof Trim): number => asCount(json[name], `${place}.${name}`);
  return { first: count("first"), last: count("last"), every: count("every") };
}

function parseWindow(value: unknown, place: string): WindowRange {
  const json = asObject(value, place);
  return {
    center: asNumber(json["center"], `${place}.center`),
    width: asNumber(json["width"], `${place}.width`),
  };
}

function parseAnnotation(value: unknown, place: string): Annotation {
  const json = asObject(value, place);
  return {
    id: orNull(json["id"], `${place}.id`, asString) ?? "",
    frame: asCount(json["frame"], `${place}.frame`),
    kind: asString(json["kind"], `${place}.kind`),
    points: asArray(json["points"], `${place}.points`, parsePoint),
    label: orNull(json["label"], `${place}.label`, asString) ?? "",
  };
}

function parsePoint(value: unknown, place: string): readonly [number, number] {
  const [x, y] = asArray(value, place, asNumber);
  if (x === undefined || y === undefined) throw new TypeError(`${place}: two numbers were expected`);
  return [x, y];
}
