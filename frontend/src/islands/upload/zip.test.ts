import { expect, it } from "vitest";

import { crc32 } from "../../runtime/crc32";
import { allSeries } from "./folder";
import { givenFile } from "./given";
import { readFolder } from "./reading";
import { dicomFile, element, PATIENT, word } from "./testing-files";
import { filesInZip } from "./zip";

type Bytes = Uint8Array<ArrayBuffer>;
interface Made { readonly name: string; readonly data: Bytes; readonly stored?: boolean; readonly flags?: number; readonly mode?: number; readonly method?: number; readonly says?: number }

const ascii = (text: string): number[] => [...new TextEncoder().encode(text)];
const long = (value: number): number[] => [...word(value, 4), ...word(0, 4)];

async function deflated(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await new Response(new Blob([data]).stream().pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer());
}

/** An archive as zip programs make it; `breaks` changes the packed bytes of its first file. */
async function zip(files: readonly Made[], breaks: (packed: Bytes) => Bytes = (packed) => packed): Promise<Blob> {
  const directory: number[] = [];
  let body = new Blob();
  for (const { name, data, stored, flags = 0, mode = 0, method = stored ? 0 : 8, says = data.length } of files) {
    const packed = stored ? data : await deflated(data);
    const common = [...word(flags, 2), ...word(method, 2), ...word(0, 4), ...word(crc32(0, data), 4), ...word(packed.length, 4), ...word(says, 4), ...word(name.length, 2)];
    directory.push(...word(0x02014b50, 4), ...word(20, 2), ...word(20, 2), ...common, ...long(0), ...word(mode * 0x10000, 4), ...word(body.size, 4), ...ascii(name));
    body = new Blob([body, Uint8Array.from([...word(0x04034b50, 4), ...word(20, 2), ...common, ...word(0, 2), ...ascii(name)]), body.size === 0 ? breaks(packed) : packed]);
  }
  const end = [...word(0x06054b50, 4), ...word(0, 4), ...word(files.length, 2), ...word(files.length, 2), ...word(directory.length, 4), ...word(body.size, 4), ...word(0, 2)];
  return new Blob([body, Uint8Array.from([...directory, ...end])]);
}

function image(patient: string, series: string, tail = 0): Bytes {
  const values = PATIENT.map(([tag, vr, text]) => [tag, vr, tag === 0x00100020 ? patient : tag === 0x0020000e ? series : text] as const);
  return Uint8Array.from([...dicomFile("1.2.840.10008.1.2.1", values.flatMap((value) => element(value))), ...new Uint8Array(tail)]);
}

const read = (archive: Blob): ReturnType<typeof readFolder> =>
  readFolder([givenFile(archive, "disc.zip")], () => undefined, new AbortController().signal);

it("shows the patients, studies and series in an archive, as of a folder", async () => {
  const folder = await read(await zip([
    { name: "A/1", data: image("one", "1.1") }, { name: "A/2", data: image("one", "1.2"), stored: true },
    { name: "B/1", data: image("two", "1.1", 300_000) }, { name: "A/", data: new Uint8Array(), stored: true },
    { name: "viewer.exe", data: Uint8Array.from([0x4d, 0x5a, ...new Uint8Array(99)]) }, { name: "DICOMDIR", data: new Uint8Array(200) },
  ]));

  expect(folder.patients.map(({ studies }) => studies.flatMap(({ series }) => series.map(({ files }) => files.length)))).toEqual([[1, 1], [1]]);
  expect(folder.leftOut.map(({ path }) => path)).toEqual(["disc.zip › DICOMDIR", "disc.zip › viewer.exe"]);
  expect(folder.loose).toEqual([]);
});

for (const stored of [false, true]) {
  it(`gives a ${stored ? "stored" : "packed"} file back as it was`, async () => {
    const data = image("one", "1.1", 300_000);
    const [given] = (await filesInZip(await zip([{ name: "a", data, stored }]), "disc.zip")) ?? [];

    const found = new Uint8Array((await (await given?.open())?.arrayBuffer()) ?? new ArrayBuffer());
    expect([found.length, crc32(0, found)]).toEqual([data.length, crc32(0, data)]);
    expect(await given?.head(140)).toEqual(data.slice(0, 140));
  });
}

it("sends a whole archive where something in it is for the server to judge", async () => {
  const data = image("one", "1.1");
  const odd: Partial<Made>[] = [{ flags: 1 }, { method: 14 }, { mode: 0o120777 }, { says: 70 * 1024 ** 2 }, { says: 1024 ** 3 + 1 }];
  for (const more of odd) {
    const folder = await read(await zip([{ name: "a", data, ...more }]));
    expect(allSeries(folder).map(({ title }) => title)).toEqual(["disc.zip"]);
  }
});

it("leaves a damaged or cut archive to the server", async () => {
  const whole = await zip([{ name: "a", data: image("one", "1.1") }, { name: "b", data: image("one", "1.1") }]);

  for (const keep of [whole.size - 1, whole.size - 30, 200, 30]) expect(await filesInZip(whole.slice(0, keep), "x")).toBeNull();
});

it("says which file is damaged, and takes none for another", async () => {
  const flip = (packed: Bytes): Bytes => packed.map((byte, index) => (index === packed.length - 9 ? byte ^ 0x55 : byte));
  const data = image("one", "1.1");
  for (const stored of [true, false]) {
    const [given] = (await filesInZip(await zip([{ name: "a", data, stored }], flip), "x")) ?? [];
    await expect(given?.open()).rejects.toThrow("damaged in its archive");
  }
  const folder = await read(await zip([{ name: "a", data }], (packed) => packed.fill(0xff)));
  expect(folder.unreadable.map(({ path }) => path)).toEqual(["disc.zip › a"]);
});

it("reads an archive whose sizes need 64 bits", async () => {
  const data = image("one", "1.1");
  const short = new Uint8Array(await (await zip([{ name: "a", data, stored: true }])).arrayBuffer());
  const at = short.length - 22 - 47;
  const entry = short.slice(at, at + 47);
  const view = new DataView(entry.buffer);
  for (const place of [20, 24, 42]) view.setUint32(place, 0xffffffff, true);
  view.setUint16(30, 28, true);
  const directory = [...entry, ...word(1, 2), ...word(24, 2), ...long(data.length), ...long(data.length), ...long(0)];
  const record = [...word(0x06064b50, 4), ...long(44), ...word(45, 2), ...word(45, 2), ...long(0), ...long(1), ...long(1), ...long(directory.length), ...long(at)];
  const place = [...word(0x07064b50, 4), ...word(0, 4), ...long(at + directory.length), ...word(1, 4)];
  const end = [...word(0x06054b50, 4), ...word(0, 4), ...word(0xffff, 2), ...word(0xffff, 2), ...word(0xffffffff, 4), ...word(0xffffffff, 4), ...word(0, 2)];

  const files = await filesInZip(new Blob([short.slice(0, at), Uint8Array.from([...directory, ...record, ...place, ...end])]), "x");

  expect(await files?.[0]?.head(4000)).toEqual(data);
});

it("checks bytes as every zip program does", () => {
  expect(crc32(0, new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  expect(crc32(crc32(0, new TextEncoder().encode("1234")), new TextEncoder().encode("56789"))).toBe(0xcbf43926);
});
