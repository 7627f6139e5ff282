import { beforeEach, expect, test } from "vitest";

import { dropWaiting, joined, keepWaiting, waitingUnder } from "./kept";

class Memory implements Storage {
  readonly #rows = new Map<string, string>();
  get length(): number { return this.#rows.size; }
  clear(): void { this.#rows.clear(); }
  getItem(name: string): string | null { return this.#rows.get(name) ?? null; }
  key(at: number): string | null { return [...this.#rows.keys()][at] ?? null; }
  removeItem(name: string): void { this.#rows.delete(name); }
  setItem(name: string, value: string): void { this.#rows.set(name, value); }
}

let store: Storage;
beforeEach(() => { store = new Memory(); });

test("what waits is there after the page was left, and gone once the library has it", () => {
  keepWaiting("ann/case/mri", { text: "Look at the disc", version: 2 }, store);

  expect(waitingUnder("ann/case/mri", store)).toEqual({ text: "Look at the disc", version: 2 });
  expect(waitingUnder("ben/case/mri", store)).toBeNull();
  dropWaiting("ann/case/mri", store);
  expect(waitingUnder("ann/case/mri", store)).toBeNull();
});

test("what can't be read is forgotten", () => {
  store.setItem("readingroom-note/x", "{\"text\": 3}");

  expect(waitingUnder("x", store)).toBeNull();
  expect(store.length).toBe(0);
});

test("a device that is full says so", () => {
  store.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };

  expect(keepWaiting("x", { text: "a", version: 0 }, store)).toBe(false);
});

test.each([["", "mine", "mine"], ["one", "one two", "one two"], ["one two", "one", "one two"], ["theirs", "mine", "theirs\n\nmine"]])(
  "%j and %j are put together without a lost word", (theirs, ours, both) => {
    expect(joined(theirs, ours)).toBe(both);
  });
