import { asArray, asNumber, asObject, asString } from "../../runtime/parse";
import type { Copy, Json } from "./copy";
import { parseClash, parseEdit } from "./outbox";
import type { Clash } from "./outbox";
import type { Edit } from "./copy";

export interface Remark {
  readonly address: string;
  readonly message: string;
  readonly why: string;
}

export interface Check {
  readonly label: string;
  readonly met: boolean;
  readonly required: boolean;
  readonly address: string;
}

export interface Standing {
  readonly score: number;
  readonly problems: readonly Remark[];
  readonly reasons: readonly Remark[];
  readonly warnings: readonly Remark[];
  readonly checks: readonly Check[];
}

export interface SeriesFacts {
  readonly label: string;
  readonly count: number;
  readonly thumbnail: string;
}

/** A series that the case does not show, and the study that shows others with it. */
export interface LeftOut {
  readonly stage: string;
  readonly label: string;
  readonly entry: Readonly<Record<string, Json>>;
}

export interface Steps { readonly undo: boolean; readonly redo: boolean }

export interface EditorProps {
  readonly case: string;
  readonly person: string;
  readonly version: number;
  readonly copy: Copy;
  readonly rendered: Readonly<Record<string, string>>;
  readonly series: Readonly<Record<string, SeriesFacts>>;
  readonly leftOut: readonly LeftOut[];
  readonly markers: readonly string[];
  readonly standing: Standing;
  readonly steps: Steps;
  readonly urls: { readonly copy: string; readonly step: string; readonly panel: string; readonly codes: string };
}

/** What the server says after a save, or of others' changes. */
export interface Answer {
  readonly version: number;
  readonly news: readonly Edit[];
  readonly clashes: readonly Clash[];
  readonly rendered: Readonly<Record<string, string>>;
  readonly standing: Standing | null;
  readonly steps: Steps | null;
}

/** @throws {TypeError} naming the place, when the page's props are not what was agreed. */
export function parseProps(value: unknown): EditorProps {
  const found = asObject(value, "editor");
  const urls = asObject(found["urls"], "urls");
  const url = (name: string): string => asString(urls[name], `urls.${name}`);
  return {
    case: asString(found["case"], "case"),
    person: asString(found["person"], "person"),
    version: asNumber(found["version"], "version"),
    copy: asObject(found["copy"], "copy") as Copy, // JSON from the page
    rendered: parseRendered(found["rendered"]),
    series: Object.fromEntries(Object.entries(asObject(found["series"], "series")).map(([id, facts]) => [id, parseFacts(facts, id)])),
    leftOut: asArray(found["leftOut"], "leftOut", parseLeftOut),
    markers: asArray(found["markers"], "markers", asString),
    standing: parseStanding(found["standing"]),
    steps: parseSteps(found["steps"]),
    urls: { copy: url("copy"), step: url("step"), panel: url("panel"), codes: url("codes") },
  };
}

export function parseAnswer(value: unknown): Answer {
  const found = asObject(value, "answer");
  return {
    version: asNumber(found["version"], "version"),
    news: asArray(found["news"] ?? [], "news", parseEdit),
    clashes: asArray(found["clashes"] ?? [], "clashes", parseClash),
    rendered: parseRendered(found["rendered"] ?? {}),
    standing: found["standing"] ? parseStanding(found["standing"]) : null,
    steps: found["steps"] ? parseSteps(found["steps"]) : null,
  };
}

function parseRendered(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(asObject(value, "rendered")).map(([path, html]) => [path, asString(html, path)]));
}

function parseFacts(value: unknown, place: string): SeriesFacts {
  const found = asObject(value, place);
  return { label: asString(found["label"], place), count: asNumber(found["count"], place), thumbnail: asString(found["thumbnail"], place) };
}

function parseLeftOut(value: unknown, place: string): LeftOut {
  const found = asObject(value, place);
  const entry = asObject(found["entry"], place) as Readonly<Record<string, Json>>; // it came as JSON
  return { stage: asString(found["stage"], place), label: asString(found["label"], place), entry };
}

function parseSteps(value: unknown): Steps {
  const found = asObject(value, "steps");
  return { undo: found["undo"] === true, redo: found["redo"] === true };
}

function parseStanding(value: unknown): Standing {
  const found = asObject(value, "standing");
  const remarks = (name: string): readonly Remark[] => asArray(found[name], name, parseRemark);
  return {
    score: asNumber(found["score"], "score"),
    problems: remarks("problems"), reasons: remarks("reasons"), warnings: remarks("warnings"),
    checks: asArray(found["checks"], "checks", (one, place) => {
      const check = asObject(one, place);
      return {
        label: asString(check["label"], place), met: check["met"] === true,
        required: check["required"] === true, address: asString(check["address"], place),
      };
    }),
  };
}

function parseRemark(value: unknown, place: string): Remark {
  const found = asObject(value, place);
  return {
    address: asString(found["address"], place), message: asString(found["message"], place),
    why: asString(found["why"] ?? "", place),
  };
}
