import { expect, it } from "vitest";

import { FrameCache, cacheCapacity } from "./cache";

const frame = (bytes: number): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

it("lets go of the frame that was used longest ago", () => {
  const cache = new FrameCache(25);
  cache.put("a", frame(10));
  cache.put("b", frame(10));
  cache.get("a");
  cache.put("c", frame(10));
  expect(["a", "b", "c"].map((key) => cache.has(key))).toEqual([true, false, true]);
  expect(cache.bytes).toBe(20);
});

it("keeps the newest frame even when it alone is too large", () => {
  const cache = new FrameCache(5);
  cache.put("a", frame(4));
  cache.put("b", frame(10));
  expect([cache.has("a"), cache.has("b")]).toEqual([false, true]);
});

it("counts a frame that is put twice once", () => {
  const cache = new FrameCache(100);
  cache.put("a", frame(10));
  cache.put("a", frame(30));
  expect(cache.bytes).toBe(30);
});

it("takes less of a small machine", () => {
  expect(cacheCapacity(2)).toBeLessThan(cacheCapacity(4));
  expect(cacheCapacity(undefined)).toBe(512 * 1024 * 1024);
});
