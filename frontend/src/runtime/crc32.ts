/** CRC-32 as ZIP uses it (APPNOTE.TXT 4.4.7: the polynomial 0xdebb20e3, reflected 0xedb88320). */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});

/** The check of what came before, and of `bytes` after it; begin with 0. */
export function crc32(before: number, bytes: Uint8Array): number {
  let remainder = ~before;
  for (const byte of bytes) remainder = (TABLE[(remainder ^ byte) & 0xff] ?? 0) ^ (remainder >>> 8);
  return ~remainder >>> 0;
}
