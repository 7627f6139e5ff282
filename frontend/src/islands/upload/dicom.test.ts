import { expect, it } from "vitest";

import { readHeader } from "./dicom";
import type { Header } from "./dicom";
import { dicomFile, element, PATIENT, word } from "./testing-files";

const EXPLICIT = "1.2.840.10008.1.2.1";
const IMPLICIT = "1.2.840.10008.1.2";

function header(bytes: Uint8Array<ArrayBuffer>): Header {
  const found = readHeader(bytes, true);
  if (found === null || found === "more") throw new Error("no header");
  return found;
}

for (const [name, syntax, explicit] of [["explicit", EXPLICIT, true], ["implicit", IMPLICIT, false]] as const) {
  it(`reads who and what is in a file of ${name} VR`, () => {
    const found = header(dicomFile(syntax, PATIENT.flatMap((value) => element(value, explicit))));

    expect(found).toMatchObject({
      patientName: "Muster Ärmin", patientId: "PID-7", studyUid: "1.2.3", seriesUid: "1.2.3.4",
      modality: "CT", seriesDescription: "Axial lung", frames: 12, isIndex: false,
    });
  });
}

it("reads a file without a preamble", () => {
  const body = [...element([0x00080016, "UI", "1.2"]), ...PATIENT.slice(1).flatMap((value) => element(value))];

  expect(header(Uint8Array.from(body)).patientId).toBe("PID-7");
});

it("passes over sequences, also those without a length", () => {
  const inner = element([0x00100020, "LO", "WRONG"]);
  const item = [...word(0xfffe, 2), ...word(0xe000, 2), ...word(0xffffffff, 4), ...inner, ...word(0xfffe, 2), ...word(0xe00d, 2), ...word(0, 4)];
  const end = [...word(0xfffe, 2), ...word(0xe0dd, 2), ...word(0, 4)];
  const sequence = [...word(0x0008, 2), ...word(0x1140, 2), 0x53, 0x51, 0, 0, ...word(0xffffffff, 4), ...item, ...end];
  const body = [...PATIENT.slice(0, 5).flatMap((value) => element(value)), ...sequence, ...PATIENT.slice(5).flatMap((value) => element(value))];

  expect(header(dicomFile(EXPLICIT, body)).patientId).toBe("PID-7");
});

it("asks for more where the head ends before the series", () => {
  const whole = dicomFile(EXPLICIT, PATIENT.flatMap((value) => element(value)));

  expect(readHeader(whole.slice(0, 230), false)).toBe("more");
});

it("makes do with what there is of a file that is cut off", () => {
  const whole = dicomFile(EXPLICIT, PATIENT.flatMap((value) => element(value)));

  expect(header(whole.slice(0, whole.length - 60)).patientName).toBe("Muster Ärmin");
});

it("knows a DICOMDIR", () => {
  const index = Uint8Array.from([...new Uint8Array(128), ...new TextEncoder().encode("DICM"), ...element([0x00020002, "UI", "1.2.840.10008.1.3.10"])]);

  expect(header(index).isIndex).toBe(true);
});

it("never fails on bytes that mean nothing", () => {
  let seed = 1;
  for (let round = 0; round < 500; round += 1) {
    const bytes = Uint8Array.from({ length: round }, () => { seed = (seed * 48271) % 2147483647; return seed % 256; });
    if (round % 2 === 0) bytes.set(new TextEncoder().encode("DICM").slice(0, Math.max(0, Math.min(4, round - 128))), Math.min(128, round));
    expect(() => readHeader(bytes, round % 3 === 0)).not.toThrow();
  }
});

it("takes no letter that turns text around into a name", () => {
  const found = header(dicomFile(EXPLICIT, element([0x00080005, "CS", "ISO_IR 192"]).concat(element([0x00100010, "PN", "A\u202eB"])).concat(element([0x0020000e, "UI", "1"]))));

  expect(found.patientName).toBe("AB");
});
