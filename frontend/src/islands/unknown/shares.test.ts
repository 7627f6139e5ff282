import { expect, test } from "vitest";

import { mostOf, pointsOf, restOf, shownRows, wordsOf } from "./shares";

test.each([["45", 45], [" 0 ", 0], ["100", 100], ["101", null], ["-1", null], ["1.5", null], ["", null], ["4e1", null]])(
  "%j is read as %j points", (text, points) => {
    expect(pointsOf(text)).toBe(points);
  });

test("something else is what is left of a hundred", () => {
  expect(restOf([45, null, 35])).toBe(20);
  expect(wordsOf(20)).toBe("20");
});

test("too much is said with what to take away", () => {
  expect(wordsOf(restOf([70, 40]))).toBe("110 of 100: take 10 away");
});

test("a slider stops where the others leave nothing", () => {
  expect(mostOf(0, [90, 30, null])).toBe(70);
  expect(mostOf(2, [90, 30, null])).toBe(0);
});

test("there is always one empty row to write in, until all are used", () => {
  expect(shownRows(["", "", ""])).toBe(1);
  expect(shownRows(["Discitis", "", ""])).toBe(2);
  expect(shownRows(["", "Lymphoma", ""])).toBe(3);
  expect(shownRows(["a", "b", "c"])).toBe(3);
});
