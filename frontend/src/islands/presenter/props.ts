import { asArray, asCount, asObject, asString } from "../../runtime/parse";
import type { SlideOutline } from "./position";

export interface PresenterProps {
  readonly key: string;
  readonly stage: string;
  readonly notes: string;
  readonly slides: readonly SlideOutline[];
}

/** @throws {TypeError} naming the place, when the page's props are not what was agreed. */
export function parseProps(value: unknown): PresenterProps {
  const json = asObject(value, "presenter");
  const text = (name: string): string => asString(json[name], name);
  return { key: text("key"), stage: text("stage"), notes: text("notes"), slides: asArray(json["slides"], "slides", parseSlide) };
}

function parseSlide(value: unknown, place: string): SlideOutline {
  const json = asObject(value, place);
  const text = (name: string): string => asString(json[name], `${place}.${name}`);
  return {
    number: asCount(json["number"], `${place}.number`),
    title: text("title"),
    detail: text("detail"),
    note: text("note"),
    steps: asCount(json["steps"], `${place}.steps`),
  };
}
