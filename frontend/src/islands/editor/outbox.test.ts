import { expect, it } from "vitest";

import { applyEdit, isSame, valueAt } from "./copy";
import type { Copy, Edit } from "./copy";
import { Outbox } from "./outbox";

class MemoryStore {
  readonly kept = new Map<string, string>();
  get length(): number { return this.kept.size; }
  key(at: number): string | null { return [...this.kept.keys()][at] ?? null; }
  getItem(key: string): string | null { return this.kept.get(key) ?? null; }
  setItem(key: string, value: string): void { this.kept.set(key, value); }
  removeItem(key: string): void { this.kept.delete(key); }
}

const set = (path: string, base: string | null, value: string): Edit => ({ kind: "set", path, base, value, after: null });

function outboxOn(store: MemoryStore | null, tab = "t1"): Outbox {
  let number = 0;
  return new Outbox(store, "case-", tab, () => `${tab}-${number++}`);
}

it("keeps of one field the last words and the first base", () => {
  const outbox = outboxOn(new MemoryStore());
  outbox.add(set("title", "a", "ab"));
  outbox.add(set("title", "ab", "abc"));
  expect(outbox.edits).toEqual([set("title", "a", "abc")]);
});

it("puts nothing more into a batch that is on its way", () => {
  const outbox = outboxOn(new MemoryStore());
  outbox.add(set("title", "a", "ab"));
  const sent = outbox.take();
  outbox.add(set("title", "ab", "abc"));
  expect(sent?.edits).toEqual([set("title", "a", "ab")]);
  outbox.done(sent?.id ?? "", []);
  expect(outbox.edits).toEqual([set("title", "ab", "abc")]);
});

it("sends a batch that failed again under its name", () => {
  const outbox = outboxOn(new MemoryStore());
  outbox.add(set("title", "a", "ab"));
  const first = outbox.take()?.id;
  expect(outbox.take()?.id).toBe(first);
});

it("puts nothing more into a batch that was sent, even in the next tab: the server may have taken it", () => {
  const store = new MemoryStore();
  const outbox = outboxOn(store);
  outbox.add(set("title", "a", "ab"));
  const first = outbox.take()?.id;
  outbox.add(set("title", "ab", "abc"));
  const next = outboxOn(store, "t2");
  next.adopt();
  next.add(set("title", "abc", "abcd"));
  expect(next.take()).toMatchObject({ id: first, edits: [set("title", "a", "ab")] });
  next.done(first ?? "", []);
  expect(next.edits).toEqual([set("title", "ab", "abc"), set("title", "abc", "abcd")]);
});

it("takes up what pages that ended left behind, in this tab or another", () => {
  const store = new MemoryStore();
  outboxOn(store, "gone").add(set("title", "a", "ab"));
  const own = outboxOn(store, "t1");
  own.add(set("basis", null, "x"));
  const again = outboxOn(store, "t2");
  expect(again.adopt().map(({ path }) => path).sort()).toEqual(["basis", "title"]);
  expect([...store.kept.keys()]).toEqual(["case-t2"]);
});

it("loses no word to another tab of the same case that takes up what lies here", () => {
  const store = new MemoryStore();
  const one = outboxOn(store, "t1");
  one.add(set("title", "a", "ab"));
  const other = outboxOn(store, "t2");
  other.adopt();
  other.add(set("basis", null, "x"));
  one.taken("case-t1");
  one.add(set("title", "ab", "abc"));
  const names = [one.take()?.id, other.take()?.id];
  expect(new Set(names).size).toBe(2);
  expect([one.edits, other.edits]).toEqual([
    [set("title", "a", "ab"), set("title", "ab", "abc")],
    [set("title", "a", "ab"), set("basis", null, "x")],
  ]);
});

it("leaves nothing on the device once all is saved", () => {
  const store = new MemoryStore();
  const outbox = outboxOn(store);
  outbox.add(set("title", "a", "ab"));
  outbox.done(outbox.take()?.id ?? "", []);
  expect(store.kept.size).toBe(0);
});

it("keeps clashes over a restart, until they are settled", () => {
  const store = new MemoryStore();
  const outbox = outboxOn(store);
  outbox.add(set("title", "a", "mine"));
  const clash = { edit: set("title", "a", "mine"), reason: "changed" as const, current: "theirs" };
  outbox.done(outbox.take()?.id ?? "", [clash]);
  const again = outboxOn(store);
  again.adopt();
  expect(again.clashes).toEqual([clash]);
  for (const one of again.clashes) again.settle(one);
  expect(store.kept.size).toBe(0);
});

it("sends what was refused together one by one, and puts aside only what is wrong", () => {
  const store = new MemoryStore();
  const outbox = outboxOn(store);
  outbox.add(set("title", "a", "ab"));
  outbox.add(set("basis", null, "far too long"));
  outbox.add(set("notice", null, "n"));
  outbox.refused(outbox.take()?.id ?? "", "Too long.");
  const sent = [1, 2, 3].map(() => {
    const batch = outbox.take();
    if (batch?.edits[0]?.path === "basis") outbox.refused(batch.id, "Too long.");
    else outbox.done(batch?.id ?? "", []);
    return batch?.edits.map(({ path }) => path);
  });
  expect(sent).toEqual([["title"], ["basis"], ["notice"]]);
  expect([outbox.isEmpty, outbox.holds("basis"), outbox.refusals[0]?.message]).toEqual([true, true, "Too long."]);
  const again = outboxOn(store);
  expect(again.adopt()).toEqual([set("basis", null, "far too long")]);
  again.add(set("basis", "far too long", "short"));
  expect([again.refusals, again.edits]).toEqual([[], [set("basis", null, "short")]]);
});

it("says when this device keeps nothing", () => {
  const outbox = outboxOn(null);
  expect(outbox.isKept).toBe(true);
  outbox.add(set("title", "a", "ab"));
  expect(outbox.isKept).toBe(false);
});

it("survives nonsense in the store", () => {
  const store = new MemoryStore();
  store.setItem("case-x", "{\"batches\": 3");
  expect(outboxOn(store).adopt()).toEqual([]);
});

function copy(): Copy {
  return { title: "T", stages: [{ _id: "a", kind: "study", differential: [{ _id: "d1" }, { _id: "d2" }] }] };
}

it("edits the copy as the server does", () => {
  const told = copy();
  const list = "stages/a/differential";
  expect(applyEdit(told, set("stages/a/findings", null, "Oedema"))).toBe(true);
  applyEdit(told, { kind: "insert", path: list, base: null, value: { _id: "d3" }, after: "d1" });
  applyEdit(told, { kind: "move", path: `${list}/d2`, base: null, value: null, after: null });
  applyEdit(told, { kind: "remove", path: `${list}/d1`, base: null, value: null, after: null });
  expect(valueAt(told, "stages/a/findings")).toBe("Oedema");
  expect(valueAt(told, list)).toEqual([{ _id: "d2" }, { _id: "d3" }]);
  expect(applyEdit(told, set("stages/gone/findings", null, "x"))).toBe(false);
});

it("takes nothing, an empty text and an empty list for the same", () => {
  expect([isSame(null, ""), isSame("", []), isSame("", "x"), isSame([1], [1])]).toEqual([true, true, false, true]);
});
