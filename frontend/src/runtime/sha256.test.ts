import { expect, it } from "vitest";

import { asHex, sha256, sha256Slowly } from "./sha256";

const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-4, example

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

it("agrees with the published example", () => {
  expect(asHex(sha256Slowly(bytes("abc")))).toBe(ABC);
});

it("gives the same with and without the browser's help, whatever the length", async () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 1000]) {
    const data = Uint8Array.from({ length }, (_, index) => (index * 7) % 256);
    expect(asHex(await sha256(data)), String(length)).toBe(asHex(sha256Slowly(data)));
  }
});
