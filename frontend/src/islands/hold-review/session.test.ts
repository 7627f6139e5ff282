import { expect, it, vi } from "vitest";

import type { Facts, HeldFile, Outcome } from "./props";
import { Session } from "./session";

const FACTS: Facts = {
  kind: "picture", name: "", frames: 1, rows: 4, columns: 4, aspect: 1, levels: { center: 0, width: 1 }, presets: [],
  trouble: "", face: false, takes: "", remark: "", header: [], boxes: [],
};
const outcome = (...done: string[]): Outcome => ({ done, left: [], why: [] });

/** A session over two files, both rejected. */
async function decided(): Promise<Session> {
  const files = ["one", "two"].map((key, at): HeldFile => ({ key, group: "g", ordinal: at + 1, reasons: [], decision: "" }));
  const session = new Session({ current: "one", root: "/held/", files }, new AbortController().signal, () => undefined);
  vi.spyOn(session.desk, "facts").mockResolvedValue(FACTS);
  vi.spyOn(session.desk, "image").mockReturnValue({} as HTMLImageElement);
  vi.spyOn(session.desk, "decide").mockImplementation((keys) => Promise.resolve(outcome(...keys)));
  for (const at of files.keys()) {
    await session.go(at);
    await session.decide("reject");
  }
  return session;
}

it("undoes each decision once, however fast the key is pressed", async () => {
  const session = await decided();
  const undo = vi.spyOn(session.desk, "undo").mockImplementation((keys) => Promise.resolve(outcome(...keys)));

  await Promise.all([session.undo(), session.undo(), session.undo()]);
  await session.undo();

  expect(undo.mock.calls).toEqual([[["two"]], [["one"]]]);
  expect(session.undecided).toBe(2);
});

it("keeps what could not be undone, to try again", async () => {
  const session = await decided();
  const undo = vi.spyOn(session.desk, "undo").mockRejectedValueOnce(new Error("no line"));
  undo.mockImplementation((keys) => Promise.resolve(outcome(...keys)));

  await session.undo();
  await session.undo();

  expect(undo.mock.calls).toEqual([[["two"]], [["two"]]]);
});
