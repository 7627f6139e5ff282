import { asArray, asNumber, asNumbers, asObject, asOneOf, asString, orNull } from "../../runtime/parse";
import { KINDS } from "./boxes";
import type { Box } from "./boxes";
import type { Levels } from "./windows";

export const DECISIONS = ["", "release", "mask", "reject", "deface", "redact"] as const;
export type Decision = (typeof DECISIONS)[number];
export type Verdict = Exclude<Decision, "">;

export interface HeldFile {
  readonly key: string;
  /** Files of one series have one group. */
  readonly group: string;
  readonly ordinal: number;
  readonly reasons: readonly string[];
  readonly decision: Decision;
}

export interface HoldProps {
  readonly current: string;
  readonly root: string;
  readonly files: readonly HeldFile[];
}

export interface Preset extends Levels {
  readonly label: string;
}

/** What the server knows of one file. */
export interface Facts {
  readonly kind: string;
  readonly name: string;
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
  readonly aspect: number;
  /** How it is shown at first, and windows that are usual for such images. */
  readonly levels: Levels;
  readonly presets: readonly Preset[];
  readonly trouble: string;
  /** Whether it is held because a face could be made visible. */
  readonly face: boolean;
  /** The MIME type of a redacted copy that can take the document's place; empty for none. */
  readonly takes: string;
  readonly remark: string;
  readonly header: readonly string[];
  readonly boxes: readonly Box[];
}

/** What came of a decision about several files. */
export interface Outcome {
  readonly done: readonly string[];
  readonly left: readonly string[];
  readonly why: readonly string[];
}

export function parseProps(value: unknown): HoldProps {
  const props = asObject(value, "props");
  return {
    current: asString(props["current"], "current"),
    root: asString(props["root"], "root"),
    files: asArray(props["files"], "files", parseFile),
  };
}

function parseFile(value: unknown, place: string): HeldFile {
  const file = asObject(value, place);
  return {
    key: asString(file["key"], `${place}.key`),
    group: asString(file["group"], `${place}.group`),
    ordinal: asNumber(file["ordinal"], `${place}.ordinal`),
    reasons: asArray(file["reasons"], `${place}.reasons`, asString),
    decision: asOneOf(file["decision"], `${place}.decision`, DECISIONS),
  };
}

export function parseFacts(value: unknown): Facts {
  const facts = asObject(value, "facts");
  return {
    kind: asString(facts["kind"], "kind"),
    name: asString(facts["name"], "name"),
    frames: asNumber(facts["frames"], "frames"),
    rows: asNumber(facts["rows"], "rows"),
    columns: asNumber(facts["columns"], "columns"),
    aspect: asNumber(facts["aspect"], "aspect"),
    levels: parseLevels(facts["window"]),
    presets: asArray(facts["presets"], "presets", parsePreset),
    trouble: asString(facts["trouble"], "trouble"),
    face: facts["face"] === true,
    takes: asString(facts["takes"], "takes"),
    remark: asString(facts["remark"], "remark"),
    header: asArray(facts["header"], "header", asString),
    boxes: asArray(facts["boxes"], "boxes", parseBox),
  };
}

function parseLevels(value: unknown): Levels {
  const [center = 0, width = 1] = asNumbers(value, "window", 2);
  return { center, width };
}

function parsePreset(value: unknown, place: string): Preset {
  const [label, ...numbers] = asArray(value, place, (each) => each);
  const [center = 0, width = 1] = asNumbers(numbers, place, 2);
  return { label: asString(label, place), center, width };
}

function parseBox(value: unknown, place: string): Box {
  const box = asObject(value, place);
  return {
    frame: orNull(box["frame"], `${place}.frame`, asNumber),
    x: asNumber(box["x"], `${place}.x`),
    y: asNumber(box["y"], `${place}.y`),
    width: asNumber(box["width"], `${place}.width`),
    height: asNumber(box["height"], `${place}.height`),
    kind: asOneOf(box["kind"], `${place}.kind`, KINDS),
    masked: box["masked"] === true,
  };
}

export function parseDecided(value: unknown): Outcome {
  const answer = asObject(value, "answer");
  const skipped = asArray(answer["skipped"], "skipped", (pair, place) => asArray(pair, place, asString));
  return {
    done: asArray(answer["decided"], "decided", asString),
    left: skipped.map(([key]) => key ?? ""),
    why: [...new Set(skipped.map(([, why]) => why ?? ""))],
  };
}

export function parseUndone(value: unknown): Outcome {
  const answer = asObject(value, "answer");
  const late = asArray(answer["late"], "late", asString);
  const why = late.length > 0 ? ["It is too late to undo: the decision was sent on already."] : [];
  return { done: asArray(answer["undone"], "undone", asString), left: late, why };
}
