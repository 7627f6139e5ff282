import { crc32 } from "../../runtime/crc32";
import type { Given } from "./given";
import { INSIDE, Unreadable } from "./given";

/**
 * The files in a ZIP archive (PKWARE APPNOTE.TXT 6.3), read where they lie: nothing is unpacked
 * before it is looked at or sent.
 */
const END = 0x06054b50, END_64 = 0x06064b50, END_64_PLACE = 0x07064b50, CENTRAL = 0x02014b50, LOCAL = 0x04034b50;
const END_BYTES = 22, END_64_PLACE_BYTES = 20, END_64_BYTES = 56, CENTRAL_BYTES = 46, LOCAL_BYTES = 30;
const END_REACH = END_BYTES + 65_535;
const MAX_FILES = 20_000;
const MAX_DIRECTORY_BYTES = MAX_FILES * 1024;
const MAX_FILE_BYTES = 1024 ** 3;
const RATIO_MATTERS_FROM_BYTES = 64 * 1024 ** 2;
const MAX_RATIO = 200;
const STORED = 0, DEFLATED = 8;
const IS_LOCKED = 1, IS_UTF8 = 0x800;
const ZIP64_FIELD = 1;
const BEYOND_32 = 0xffffffff;
const LINK = 0o120000, KIND_OF_FILE = 0o170000;
const DAMAGED = "This file is damaged in its archive. Make the archive again, or send the folder it was made of.";

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly check: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

/** Not an archive that can be read here. */
class NotHere extends Error {}

/**
 * Its files; null where any of them is one that the server should judge: locked, packed by another
 * method, a link, too large, or where the archive itself is damaged. It then goes there whole.
 */
export async function filesInZip(archive: Blob, path: string): Promise<readonly Given[] | null> {
  try {
    const entries = await readDirectory(archive);
    return entries.map((entry) => asGiven(archive, entry, path));
  } catch (error) {
    // A RangeError is a field that reaches beyond what there is.
    if (error instanceof NotHere || error instanceof RangeError || error instanceof DOMException) return null;
    throw error;
  }
}

async function readDirectory(archive: Blob): Promise<Entry[]> {
  const { at, bytes } = await findDirectory(archive);
  if (bytes > MAX_DIRECTORY_BYTES || at + bytes > archive.size) throw new NotHere();
  const view = await viewOf(archive, at, bytes);
  const entries: Entry[] = [];
  for (let place = 0; place + CENTRAL_BYTES <= bytes;) {
    if (view.getUint32(place, true) !== CENTRAL) throw new NotHere();
    const extra = place + CENTRAL_BYTES + view.getUint16(place + 28, true);
    const entry = readEntry(view, place, extra);
    if (!entry.name.endsWith("/")) entries.push(entry);
    place = extra + view.getUint16(place + 30, true) + view.getUint16(place + 32, true);
  }
  if (entries.length === 0 || entries.length > MAX_FILES) throw new NotHere();
  return entries;
}

async function findDirectory(archive: Blob): Promise<{ at: number; bytes: number }> {
  const start = Math.max(0, archive.size - END_REACH);
  const tail = await viewOf(archive, start, archive.size - start);
  for (let place = tail.byteLength - END_BYTES; place >= 0; place -= 1) {
    if (tail.getUint32(place, true) !== END) continue;
    const found = { bytes: tail.getUint32(place + 12, true), at: tail.getUint32(place + 16, true) };
    const isLong = found.at === BEYOND_32 || found.bytes === BEYOND_32 || tail.getUint16(place + 10, true) === 0xffff;
    return isLong ? findLongDirectory(archive, start + place) : found;
  }
  throw new NotHere();
}

async function findLongDirectory(archive: Blob, end: number): Promise<{ at: number; bytes: number }> {
  const place = await viewOf(archive, end - END_64_PLACE_BYTES, END_64_PLACE_BYTES);
  if (place.getUint32(0, true) !== END_64_PLACE) throw new NotHere();
  const record = await viewOf(archive, long(place, 8), END_64_BYTES);
  if (record.getUint32(0, true) !== END_64) throw new NotHere();
  return { bytes: long(record, 40), at: long(record, 48) };
}

function readEntry(view: DataView, place: number, extra: number): Entry {
  const flags = view.getUint16(place + 8, true);
  const sizes = [view.getUint32(place + 24, true), view.getUint32(place + 20, true), view.getUint32(place + 42, true)] as const;
  const [size, packed, at] = sizes.includes(BEYOND_32) ? longSizes(view, extra, view.getUint16(place + 30, true), sizes) : sizes;
  const isLink = ((view.getUint32(place + 38, true) >>> 16) & KIND_OF_FILE) === LINK;
  const decoder = new TextDecoder((flags & IS_UTF8) === 0 ? "windows-1252" : "utf-8");
  const name = decoder.decode(new Uint8Array(view.buffer, place + CENTRAL_BYTES, extra - place - CENTRAL_BYTES));
  const entry = { name, method: view.getUint16(place + 10, true), check: view.getUint32(place + 16, true), packed, size, at };
  if ((flags & IS_LOCKED) !== 0 || isLink || !isOrdinary(entry)) throw new NotHere();
  return entry;
}

function isOrdinary({ method, size, packed }: Entry): boolean {
  const isBomb = size > RATIO_MATTERS_FROM_BYTES && size > packed * MAX_RATIO;
  return ((method === STORED && size === packed) || method === DEFLATED) && !isBomb && size <= MAX_FILE_BYTES;
}

/** What did not fit 32 bits stands in a field of its own, in this order (APPNOTE.TXT 4.5.3). */
function longSizes(view: DataView, start: number, bytes: number, sizes: readonly number[]): [number, number, number] {
  for (let place = start; place + 4 <= start + bytes; place += 4 + view.getUint16(place + 2, true)) {
    if (view.getUint16(place, true) !== ZIP64_FIELD) continue;
    let next = place + 4;
    const [size = 0, packed = 0, at = 0] = sizes.map((stated) => {
      if (stated !== BEYOND_32) return stated;
      next += 8;
      return long(view, next - 8);
    });
    return [size, packed, at];
  }
  throw new NotHere();
}

function asGiven(archive: Blob, entry: Entry, path: string): Given {
  return {
    path: `${path}${INSIDE}${entry.name}`,
    size: entry.size,
    head: async (bytes) => startOf(await unpacked(archive, entry), bytes),
    open: () => openEntry(archive, entry),
  };
}

/** The entry's bytes as they were before they were packed. */
async function unpacked(archive: Blob, { at, packed, method }: Entry): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const local = await viewOf(archive, at, LOCAL_BYTES);
  if (local.getUint32(0, true) !== LOCAL) throw new Unreadable(DAMAGED);
  const start = at + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
  const data = archive.slice(start, start + packed).stream();
  return method === STORED ? data : data.pipeThrough(new DecompressionStream("deflate-raw"));
}

async function startOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const start = new Uint8Array(bytes);
  const reader = stream.getReader();
  let length = 0;
  while (length < bytes) {
    const { done, value } = await reader.read();
    if (done) break;
    const part = value.subarray(0, bytes - length);
    start.set(part, length);
    length += part.length;
  }
  await reader.cancel().catch(() => undefined); // what comes after is not wanted, damaged or not
  return start.subarray(0, length);
}

async function openEntry(archive: Blob, entry: Entry): Promise<Blob> {
  let length = 0, check = 0;
  const checked = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      length += chunk.length;
      check = crc32(check, chunk);
      if (length > entry.size) throw new Unreadable(DAMAGED);
      controller.enqueue(chunk);
    },
  });
  try {
    const blob = await new Response((await unpacked(archive, entry)).pipeThrough(checked)).blob();
    if (length === entry.size && check === entry.check) return blob;
  } catch (error) {
    if (error instanceof DOMException) throw error; // the archive itself is gone
  }
  throw new Unreadable(DAMAGED);
}

async function viewOf(archive: Blob, at: number, bytes: number): Promise<DataView<ArrayBuffer>> {
  if (at < 0 || at + bytes > archive.size) throw new RangeError("beyond the archive");
  return new DataView(await archive.slice(at, at + bytes).arrayBuffer());
}

function long(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new NotHere();
  return Number(value);
}
