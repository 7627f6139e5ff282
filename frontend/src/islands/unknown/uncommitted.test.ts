import { beforeEach, expect, test } from "vitest";

import { clearUncommitted, keepUncommitted, sweepUncommitted, uncommitted } from "./uncommitted";

const NOON = 1_700_000_000_000;
const ROWS = [["Discitis", "60"], ["", ""]] as const;

function memory(): Storage {
  const rows = new Map<string, string>();
  return {
    get length() { return rows.size; },
    clear: () => { rows.clear(); },
    getItem: (name: string) => rows.get(name) ?? null,
    key: (at: number) => [...rows.keys()][at] ?? null,
    removeItem: (name: string) => { rows.delete(name); },
    setItem: (name: string, value: string) => { rows.set(name, value); },
  };
}

let store: Storage;
beforeEach(() => { store = memory(); });

test("what was written at a stage is there after a reload, and at that stage alone", () => {
  keepUncommitted("a", "1", ROWS, store, NOON);

  expect(uncommitted("a", "1", store, NOON + 1)).toEqual(ROWS);
  expect(uncommitted("a", "2", store, NOON + 1)).toBeNull();
  expect(uncommitted("b", "1", store, NOON + 1)).toBeNull();
});

test("once committed nothing is kept", () => {
  keepUncommitted("a", "1", ROWS, store, NOON);
  clearUncommitted("a", store);

  expect(store.length).toBe(0);
});

test("after twelve hours it is forgotten, and swept from the device", () => {
  keepUncommitted("a", "1", ROWS, store, NOON);
  const later = NOON + 13 * 3600 * 1000;

  expect(uncommitted("a", "1", store, later)).toBeNull();
  sweepUncommitted(store, later);
  expect(store.length).toBe(0);
});

test("what can't be read is as if it were not there", () => {
  store.setItem("readingroom-unknown/a", "nonsense");

  expect(uncommitted("a", "1", store, NOON)).toBeNull();
});
