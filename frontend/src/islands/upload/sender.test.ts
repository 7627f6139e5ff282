import { expect, it } from "vitest";

import { Refusal } from "./api";
import type { Piece, Small, Standing } from "./api";
import { givenFile } from "./given";
import { Sender } from "./sender";
import type { Line, Sending } from "./sender";

const CHUNK = 4;

function files(...texts: string[]): Sending[] {
  return texts.map((text, index) => ({
    given: givenFile(new File([text], String(index)), String(index)),
    state: "waiting", sentBytes: 0, id: "", message: "", data: null,
  }));
}

/** A server that keeps pieces, and refuses as it is told. */
class Server implements Line {
  readonly pieces: Piece[] = [];
  readonly together: number[] = [];
  readonly here = new Map<string, number>();
  refusals: Refusal[] = [];

  readonly put = (piece: Piece): Promise<Standing> => {
    const refusal = this.refusals.shift();
    if (refusal) return Promise.reject(refusal);
    this.pieces.push(piece);
    const received = piece.offset + piece.data.size;
    this.here.set(piece.id, received);
    return Promise.resolve({ received, whole: received >= piece.size, ordinals: null });
  };

  readonly putSmall = (files: readonly Small[]): Promise<readonly Standing[]> => {
    const refusal = this.refusals.shift();
    if (refusal) return Promise.reject(refusal);
    this.together.push(files.length);
    return Promise.resolve(files.map(({ data: { size } }) => ({ received: size, whole: true, ordinals: null })));
  };

  readonly known = (ids: readonly string[]): Promise<ReadonlyMap<string, Standing>> => {
    const found = ids.flatMap((id) => {
      const received = this.here.get(id);
      return received === undefined ? [] : [[id, { received, whole: false, ordinals: null }] as const];
    });
    return Promise.resolve(new Map(found));
  };
}

function sender(given: readonly Sending[], server: Server, asksFirst = false, changed: () => void = () => undefined, smallBytes = 0): Sender {
  return new Sender(given, server, { chunkBytes: smallBytes > 0 ? 100_000 : CHUNK, smallBytes, asksFirst, wait: () => Promise.resolve() }, changed);
}

it("sends every piece of every file in order", async () => {
  const given = files("0123456789", "ab", "");
  const server = new Server();

  expect(await sender(given, server).run()).toBe(true);
  expect(given.map(({ state }) => state)).toEqual(["sent", "sent", "sent"]);
  expect(server.pieces.filter(({ size }) => size === 10).map(({ offset }) => offset)).toEqual([0, 4, 8]);
});

it("tries again after the connection was lost", async () => {
  const server = new Server();
  server.refusals = Array.from({ length: 12 }, () => new Refusal("offline", "gone", 0));
  const given = files("0123");

  await sender(given, server).run();

  expect(given[0]?.state).toBe("sent");
});

it("goes on where the server says that it stopped", async () => {
  const first = files("0123456789");
  const server = new Server();
  await sender(first, server).run();
  server.here.set(first[0]?.id ?? "", 8);
  server.pieces.length = 0;

  await sender(files("0123456789"), server, true).run();

  expect(server.pieces.map(({ offset }) => offset)).toEqual([8]);
});

it("sends a damaged piece again, a few times", async () => {
  const server = new Server();
  server.refusals = [new Refusal("wrong_hash", "damaged", 422), new Refusal("wrong_hash", "damaged", 422)];
  const given = files("0123");

  await sender(given, server).run();

  expect(given[0]?.state).toBe("sent");
  server.refusals = Array.from({ length: 9 }, () => new Refusal("wrong_hash", "damaged", 422));
  const never = files("4567");
  await sender(never, server).run();
  expect(never[0]).toMatchObject({ state: "failed", message: "damaged" });
});

it("gives up on one file that is refused, and sends the others", async () => {
  const server = new Server();
  server.refusals = [new Refusal("invalid_input", "too large", 422)];
  const given = files("0123", "4567", "89");

  expect(await sender(given, server).run()).toBe(true);
  expect(given.map(({ state }) => state).sort()).toEqual(["failed", "sent", "sent"]);
});

for (const code of ["signed_out", "disk_full"] as const) {
  it(`stands still on ${code} until the person goes on, and loses nothing`, async () => {
    const server = new Server();
    server.refusals = [new Refusal(code, "stop", code === "signed_out" ? 401 : 503)];
    const given = files("0123", "4567", "89ab", "cdef");
    const halts: (string | undefined)[] = [];
    const one = sender(given, server, false, () => {
      halts.push(one.halt?.code);
      if (one.halt) setTimeout(() => { one.goOn(); }, 5);
    });

    await one.run();

    expect(halts).toContain(code);
    expect(given.every(({ state }) => state === "sent")).toBe(true);
  });
}

it("sends nothing while it is paused, and nothing more once it is cancelled", async () => {
  const server = new Server();
  const given = files("0123", "4567", "89ab", "cdef");
  const one = sender(given, server);
  one.pause();
  const running = one.run();
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  expect(server.pieces).toEqual([]);

  one.cancel();

  expect(await running).toBe(false);
  expect(server.pieces).toEqual([]);
});

it("sends two equal files once", async () => {
  const server = new Server();
  const given = files("0123", "0123");

  await sender(given, server).run();

  expect(server.pieces).toHaveLength(1);
  expect(given.every(({ state }) => state === "sent")).toBe(true);
});

it("sends small files together", async () => {
  const server = new Server();
  const given = files(...Array.from({ length: 70 }, (_, index) => `file ${index}`));

  await sender(given, server, false, undefined, 50).run();

  expect([...server.together].sort((a, b) => b - a)).toEqual([64, 6]);
  expect(given.every(({ state }) => state === "sent")).toBe(true);
});

it("finds out which of several small files is at fault", async () => {
  const server = new Server();
  server.refusals = [new Refusal("invalid_input", "no", 422), new Refusal("invalid_input", "no", 422)];
  const given = files("one", "two", "three");

  await sender(given, server, false, undefined, 50).run();

  expect(given.map(({ state }) => state)).toEqual(["failed", "sent", "sent"]);
});
