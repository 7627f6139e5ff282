import { make } from "../../runtime/dom";
import { asArray, asNumber, asObject, asString } from "../../runtime/parse";

/** One way to go on from what was typed. */
export interface Suggestion {
  readonly text: string;
  readonly label: string;
  readonly count: number | null;
}

export function parseSuggestions(text: string): readonly Suggestion[] {
  const answer = asObject(JSON.parse(text), "answer");
  return asArray(answer["options"], "options", (item, place) => {
    const found = asObject(item, place);
    return {
      text: asString(found["text"], `${place}.text`),
      label: asString(found["label"], `${place}.label`),
      count: found["count"] === null ? null : asNumber(found["count"], `${place}.count`),
    };
  });
}

/** The next place in a list of `length`; past an end is none (-1), and from none the other end. */
export function moved(at: number, by: 1 | -1, length: number): number {
  if (length === 0) return -1;
  const next = at + by;
  if (at === -1) return by === 1 ? 0 : length - 1;
  return next >= length ? -1 : next;
}

export function optionOf(suggestion: Suggestion, id: string): HTMLElement {
  const { count } = suggestion;
  return make(
    "div",
    { role: "option", id, "aria-selected": "false" },
    make("span", {}, suggestion.label),
    count === null ? null : make("span", { class: "num" }, `${String(count)} case${count === 1 ? "" : "s"}`),
  );
}
