import { expect, test } from "vitest";
import { readOptions } from "./option-lines";

test("a list becomes options without the letters that counted them", () => {
  expect(readOptions("A. Discitis\r\n\nb) Metastasis \n3. Chordoma").map(({ text }) => text)).toEqual(["Discitis", "Metastasis", "Chordoma"]);
});

test("what is marked as right is right, however it is marked", () => {
  const lines = readOptions("*A. one\nB. *two\nthree (correct)\nfour*\nfive");
  expect(lines).toEqual([
    { text: "one", isKey: true }, { text: "two", isKey: true }, { text: "three", isKey: true },
    { text: "four", isKey: true }, { text: "five", isKey: false },
  ]);
});

test("a level of the spine is no number of an option", () => {
  expect(readOptions("C5 and C6\n2 mm")).toEqual([{ text: "C5 and C6", isKey: false }, { text: "2 mm", isKey: false }]);
});
