import { expect, it } from "vitest";

import { allSeries } from "./folder";
import { givenFile } from "./given";
import type { Given } from "./given";
import { kindOf } from "./kinds";
import { readFolder } from "./reading";
import { dicomFile, element, PATIENT } from "./testing-files";

const EXPLICIT = "1.2.840.10008.1.2.1";

function given(path: string, bytes: Uint8Array<ArrayBuffer>): Given {
  return givenFile(new File([bytes], path), path);
}

function image(path: string, patient: string, series: string): Given {
  const values = PATIENT.map(([tag, vr, text]) => [tag, vr, tag === 0x00100020 ? patient : tag === 0x0020000e ? series : text] as const);
  return given(path, dicomFile(EXPLICIT, values.flatMap((value) => element(value))));
}

function starting(...bytes: number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...bytes, ...new Uint8Array(200)]);
}

it("sorts a disc into patients, series, pictures, archives and what is left out", async () => {
  const folder = await readFolder([
    image("A/2", "one", "1.1"), image("A/10", "one", "1.1"), image("A/3", "one", "1.2"), image("B/1", "two", "1.1"),
    given("hand.jpg", starting(0xff, 0xd8, 0xff)), given("more.zip", starting(0x50, 0x4b, 3, 4)),
    given("DICOMDIR", starting(0)), given("viewer.exe", starting(0x4d, 0x5a)), given("Thumbs.db", starting(0xff, 0xd8, 0xff)),
  ], () => undefined, new AbortController().signal);

  expect(folder.patients.map(({ studies }) => studies.flatMap(({ series }) => series.map(({ files }) => files.length)))).toEqual([[2, 1], [1]]);
  expect(folder.loose.map(({ title }) => title)).toEqual(["Photographs and slides", "more.zip"]);
  expect(folder.leftOut.map(({ path }) => path).sort()).toEqual(["DICOMDIR", "Thumbs.db", "viewer.exe"]);
  expect(allSeries(folder)[0]?.files.map(({ path }) => path)).toEqual(["A/2", "A/10"]);
});

it("keeps the order of the disc, however quickly each file is read", async () => {
  const late = image("A/1", "one", "1.1");
  const slow = { ...late, head: async (bytes: number) => { await new Promise((resolve) => { setTimeout(resolve, 30); }); return late.head(bytes); } };
  const folder = await readFolder([slow, image("B/1", "two", "1.1")], () => undefined, new AbortController().signal);

  expect(folder.patients.map(({ detail }) => detail.split(" ")[0])).toEqual(["one", "two"]);
});

it("takes office documents for no archives", () => {
  expect(kindOf("letter.docx", starting(0x50, 0x4b, 3, 4))).toBe("neighbour");
  expect(kindOf("study.zip", starting(0x50, 0x4b, 3, 4))).toBe("archive");
});

it("asks the DICOM reader about a file that looks like a picture to others", () => {
  const dual = starting(0x49, 0x49, 0x2a, 0);
  dual.set(new TextEncoder().encode("DICM"), 128);

  expect(kindOf("a.tif", dual)).toBeNull();
});
