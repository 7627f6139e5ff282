import { expect, it } from "vitest";

import { readDifferential, readLines, readReport } from "./report";

function told(text: string, home = "study"): readonly (readonly [string, string])[] {
  return readReport(text, home).map(({ target, lines }) => [target ? `${target.kind}/${target.field}` : "", lines.join("\n").trim()] as const);
}

it("lays a report out by its headings", () => {
  expect(told("CLINICAL HISTORY: Neck pain.\nTECHNIQUE\nSagittal T2.\nFINDINGS:\nOedema of C5.\nThe cord is normal.\nLimitations: One level.\nDifferential diagnosis:\n1. Discitis\n2. Metastasis")).toEqual([
    ["presentation/presentation", "Neck pain."],
    ["study/caption", "Sagittal T2."],
    ["study/findings", "Oedema of C5.\nThe cord is normal."],
    ["study/limits", "One level."],
    ["study/differential", "1. Discitis\n2. Metastasis"],
  ]);
});

it("reads Markdown's headings and those of a word processor", () => {
  expect(told("**Technique**\nSTIR.\n## Findings\nOedema.")).toEqual([["study/caption", "STIR."], ["study/findings", "Oedema."]]);
});

it("takes a differential as that of the stage it stands in", () => {
  expect(told("Microscopy: Sheets of cells.\nDifferential: Carcinoma", "pathology").at(-1)).toEqual(["pathology/differential", "Carcinoma"]);
  expect(told("Presentation: Pain.\nDifferential: Wear\nMRI of the cervical spine:\nOedema.\nDifferential: Discitis", "presentation").map(([place]) => place)).toEqual([
    "presentation/presentation", "presentation/differential", "study/findings", "study/differential",
  ]);
});

it("knows studies by their modality", () => {
  const parts = readReport("MRI of the cervical spine\nOedema.\nX-ray chest:\nNo mass.\nPET-CT\nUptake.", "presentation");
  expect(parts.map(({ modality }) => modality)).toEqual(["mri", "x-ray", "nuclear-medicine"]);
});

it("takes a sentence for no heading", () => {
  for (const text of ["Findings are normal.", "The differential: wide", "CT shows a mass: large.", "history of cancer\nnone", "Diagnosis: a mass"]) {
    expect(told(text), text).toEqual([["", text]]);
  }
});

it("says diagnosis of pathology only where pathology is written", () => {
  expect(told("Diagnosis: Carcinoma.", "pathology")).toEqual([["pathology/final_diagnosis", "Carcinoma."]]);
});

it("reads a differential with shares and reasons", () => {
  expect(readDifferential(["1. Discitis with phlegmon, 60 %", "For: Two neighbours.", "Against: No collection.", "", "- Metastatic deposit (35%)", "Gout."])).toEqual([
    { diagnosis: "Discitis with phlegmon", share: 60, for: ["Two neighbours."], against: ["No collection."] },
    { diagnosis: "Metastatic deposit", share: 35, for: [], against: [] },
    { diagnosis: "Gout", share: null, for: [], against: [] },
  ]);
});

it("reads a list by its lines", () => {
  expect(readLines(["- One", "", "2) Two"])).toEqual(["One", "Two"]);
});
