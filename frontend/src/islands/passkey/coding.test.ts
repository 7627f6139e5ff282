import { describe, expect, it } from "vitest";

import { fromBase64url, toBase64url } from "./coding";

describe("bytes as base64url", () => {
  it("come back as they were, whatever they are", () => {
    const every = Uint8Array.from({ length: 256 }, (_, value) => value);

    expect(new Uint8Array(fromBase64url(toBase64url(every.buffer)))).toEqual(every);
  });

  it("are written without what an address would have to escape", () => {
    expect(toBase64url(Uint8Array.from([251, 255, 254]).buffer)).toBe("-__-");
    expect(toBase64url(Uint8Array.from([1]).buffer)).toBe("AQ");
  });
});
