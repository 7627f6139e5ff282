import { describe, expect, it } from "vitest";

import { fromRaw, toStored } from "./values";
import type { FrameForm } from "./values";

const form = (dtype: FrameForm["dtype"], bitsStored: number, columns = 2): FrameForm => ({
  rows: 1,
  columns,
  samples: 1,
  dtype,
  bitsStored,
});
const bytes = (...words: number[]): Uint8Array => new Uint8Array(Uint16Array.from(words).buffer);

describe("what a codec hands back", () => {
  it("keeps signed words as they are", () => {
    const decoded = { bytes: bytes(0xffff, 5), bitsPerSample: 16, componentCount: 1, isSigned: true };
    expect([...toStored(decoded, form("int16", 16))]).toEqual([-1, 5]);
  });

  it("spreads the sign of unsigned words at Bits Stored", () => {
    const decoded = { bytes: bytes(0x0fff, 0x07ff), bitsPerSample: 12, componentCount: 1, isSigned: false };
    expect([...toStored(decoded, form("int16", 12))]).toEqual([-1, 2047]);
  });

  it("widens bytes to the words the object promises", () => {
    const decoded = { bytes: new Uint8Array([200, 3]), bitsPerSample: 8, componentCount: 1, isSigned: false };
    expect([...toStored(decoded, form("uint16", 8))]).toEqual([200, 3]);
  });

  it("is refused when it is not the whole frame", () => {
    const decoded = { bytes: bytes(1), bitsPerSample: 16, componentCount: 1, isSigned: true };
    expect(() => toStored(decoded, form("int16", 16))).toThrow(RangeError);
  });
});

describe("an uncompressed frame", () => {
  it("is read as its type", () => {
    const data = Float32Array.from([1.5, -2]).buffer;
    expect([...fromRaw(data, form("float32", 32))]).toEqual([1.5, -2]);
  });

  it("may carry one byte of padding", () => {
    expect([...fromRaw(new Uint8Array([1, 2, 3, 0]).buffer, form("uint8", 8, 3))]).toEqual([1, 2, 3]);
  });

  it("is refused when bytes are missing", () => {
    expect(() => fromRaw(new ArrayBuffer(3), form("int16", 16))).toThrow(RangeError);
  });
});
