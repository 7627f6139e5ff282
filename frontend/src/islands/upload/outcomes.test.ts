import { expect, it } from "vitest";

import { givenFile } from "./given";
import { Outcomes } from "./outcomes";
import type { FileState, Sending } from "./sender";
import { stateWords, countStates } from "./list";
import { sizeWords, timeWords } from "./words";

function sent(id: string, state: FileState = "sent"): Sending {
  return { given: givenFile(new File([], id), id), state, sentBytes: 0, id, message: "", data: null };
}

it("says of each file what became of it, and of an archive what most needs a look", async () => {
  const files = [sent("a"), sent("zip"), sent("late"), sent("never", "failed")];
  const ordinals: Record<string, number[]> = { a: [1, 1], zip: [2, 4], late: [5, 5] };
  const outcomes = new Outcomes(files, (ids) => Promise.resolve(new Map(ids.map((id) => [id, { received: 0, whole: true, ordinals: ordinals[id] ?? null }]))));

  await outcomes.learn("ffhrw");

  expect(files.map(({ state }) => state)).toEqual(["filed", "held", "sent", "failed"]);
});

it("counts states in words", () => {
  expect(stateWords(countStates([sent("a", "filed"), sent("b", "filed")]))).toBe("filed");
  expect(stateWords(countStates([sent("a", "filed"), sent("b", "held")]))).toBe("1 held for a person, 1 filed");
});

it("tells sizes and times with few digits", () => {
  expect([sizeWords(999), sizeWords(1500), sizeWords(2.5e8)]).toEqual(["999 bytes", "1.5 kB", "250 MB"]);
  expect([timeWords(4), timeWords(41), timeWords(600), timeWords(Infinity)]).toEqual(["a few seconds left", "about 40 seconds left", "about 10 minutes left", ""]);
});
