/**
 * SHA-256 (FIPS 180-4), by the browser where it offers it, else by this file: browsers keep
 * `crypto.subtle` from pages that come over plain http, as some hospitals' do.
 */
const BLOCK = 64;
const WORD = 4;
const ROUNDS = 64;

/** The first 32 bits of the fractional parts of a root of the first `count` primes. */
function fractions(root: (prime: number) => number, count: number): Uint32Array {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) {
      if (candidate % divisor === 0) isPrime = false;
    }
    if (isPrime) found.push((root(candidate) % 1) * 2 ** 32);
  }
  return Uint32Array.from(found);
}

const START = fractions(Math.sqrt, 8);
const CONSTANTS = fractions(Math.cbrt, ROUNDS);

export async function sha256(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const subtle = (globalThis.crypto as { subtle?: SubtleCrypto } | undefined)?.subtle;
  return subtle ? new Uint8Array(await subtle.digest("SHA-256", data)) : sha256Slowly(data);
}

export function sha256Slowly(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const state = Uint32Array.from(START);
  const whole = padded(data);
  const view = new DataView(whole.buffer);
  for (let at = 0; at < whole.length; at += BLOCK) compress(state, view, at);
  const out = new DataView(new ArrayBuffer(state.length * WORD));
  state.forEach((word, index) => { out.setUint32(index * WORD, word); });
  return new Uint8Array(out.buffer);
}

/** Section 5.1.1: a one bit, zeros, and the length in bits as 64 bits. */
function padded(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(Math.ceil((data.length + 9) / BLOCK) * BLOCK);
  whole.set(data);
  whole[data.length] = 0x80;
  new DataView(whole.buffer).setBigUint64(whole.length - 8, BigInt(data.length) * 8n);
  return whole;
}

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** Section 6.2.2 for one block. */
function compress(state: Uint32Array, view: DataView, at: number): void {
  const words = new Uint32Array(ROUNDS);
  const word = (index: number): number => words[index] ?? 0;
  for (let t = 0; t < ROUNDS; t += 1) {
    if (t < 16) words[t] = view.getUint32(at + t * WORD);
    else {
      const near = word(t - 15), far = word(t - 2);
      const low = turn(near, 7) ^ turn(near, 18) ^ (near >>> 3);
      const high = turn(far, 17) ^ turn(far, 19) ^ (far >>> 10);
      words[t] = high + word(t - 7) + low + word(t - 16);
    }
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]; // eight words, always
  for (let t = 0; t < ROUNDS; t += 1) {
    const upper = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const first = (h + upper + ((e & f) ^ (~e & g)) + (CONSTANTS[t] ?? 0) + word(t)) | 0;
    const lower = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const second = (lower + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => { state[index] = (state[index] ?? 0) + value; });
}

export function asHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
