import { expect, it } from "vitest";

import { CLEAN, next, words } from "./machine";
import type { SaveEvent, SaveState } from "./machine";

const run = (...events: readonly SaveEvent[]): SaveState => events.reduce(next, CLEAN);
const kept = (clashes = 0, left = false, refused = 0): SaveEvent => ({ type: "kept", at: "09:41", clashes, left, refused });

it("goes from clean over dirty and saving to saved, with the time", () => {
  const state = run({ type: "edited" }, { type: "sent" }, kept());
  expect([state.phase, words(state, true)]).toEqual(["saved", "Saved 09:41"]);
});

it("is not saved while something was written during a save", () => {
  expect(run({ type: "edited" }, { type: "sent" }, { type: "edited" }, kept()).phase).toBe("dirty");
  expect(run({ type: "edited" }, { type: "sent" }, kept(0, true)).phase).toBe("dirty");
});

it("says that it is offline until something was saved, whatever is written", () => {
  const lost = run({ type: "edited" }, { type: "sent" }, { type: "lost" }, { type: "edited" });
  expect(words(lost, true)).toBe("Not saved: no connection. Kept on this device.");
  expect(words(lost, false)).toContain("Leave this page open");
  expect(run({ type: "edited" }, { type: "sent" }, { type: "lost" }, { type: "sent" }, kept()).phase).toBe("saved");
});

it("tells a clash until it is settled", () => {
  const state = run({ type: "edited" }, { type: "sent" }, kept(2));
  expect(words(state, true)).toBe("Someone else wrote in 2 of the same places");
  expect(next(state, { type: "settled", clashes: 1 }).phase).toBe("conflict");
  expect(next(state, { type: "settled", clashes: 0 }).phase).toBe("saved");
});

it("keeps the words of a refusal", () => {
  const state = run({ type: "edited" }, { type: "sent" }, { type: "refused", message: "Sign in." });
  expect(words(state, true)).toBe("Not saved. Sign in.");
});

it("tells what was put aside, and that the rest is saved, until it is mended", () => {
  const state = run({ type: "edited" }, { type: "sent" }, kept(0, false, 1));
  expect(words(state, true)).toBe("Saved, but for one change, which says why. Kept on this device.");
  expect(words(run(kept(0, false, 2)), false)).toContain("2 changes, which say why. Leave");
  expect(next(next(state, { type: "edited" }), kept()).phase).toBe("saved");
});
