import { describe, expect, it } from "vitest";

import { moved, parseSuggestions } from "./suggestions";

describe("suggestions", () => {
  it("are read from the server's answer", () => {
    const text = '{"options": [{"text": "glioma ", "label": "glioma", "count": 2}, {"text": "age:", "label": "age:", "count": null}]}';

    expect(parseSuggestions(text).map((option) => option.count)).toEqual([2, null]);
  });

  it("of another form are refused", () => {
    expect(() => parseSuggestions('{"options": [{"text": 1}]}')).toThrow();
  });
});

describe("moving through a list", () => {
  it("goes down from none to the first, past the last to none, and back", () => {
    expect(moved(-1, 1, 3)).toBe(0);
    expect(moved(2, 1, 3)).toBe(-1);
    expect(moved(-1, -1, 3)).toBe(2);
    expect(moved(0, -1, 3)).toBe(-1);
    expect(moved(-1, 1, 0)).toBe(-1);
  });
});
