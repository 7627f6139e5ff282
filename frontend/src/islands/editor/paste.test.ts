import { expect, it } from "vitest";

import { cleanLine, cleanPaste } from "./paste";
import { readReference } from "./reference";
import { readMarker, resultOfKey, standardName } from "./stain-keys";

it("joins lines that a window broke, and leaves paragraphs apart", () => {
  const pasted = "There is oedema and enhancement of the C5 and C6\nvertebral bodies with mild restricted diffusion.\n\nThe cord is normal.";
  expect(cleanPaste(pasted)).toBe("There is oedema and enhancement of the C5 and C6 vertebral bodies with mild restricted diffusion.\n\nThe cord is normal.");
});

it("makes the bullets and numbers of Word lists of Markdown", () => {
  expect(cleanPaste("Findings:\n•\tC5\n•\tC6\n1.\tFirst\n2)\tSecond\nCord normal.")).toBe("Findings:\n\n- C5\n- C6\n1. First\n2. Second\n\nCord normal.");
});

it("keeps typographic quotation marks and dashes, and drops what nobody sees", () => {
  expect(cleanPaste("“Cord” – nor\u00admal\u200b,\u00a0calibre ‘kept’")).toBe("“Cord” – normal, calibre ‘kept’");
});

it("leaves short lines of a report as they were ended", () => {
  expect(cleanPaste("MRI of the cervical spine:\r\nNormal cord.")).toBe("MRI of the cervical spine:\n\nNormal cord.");
});

it("mends a word that was broken at the end of a line", () => {
  expect(cleanPaste("Left anterior epidural soft tissue with enhance-\nment.")).toBe("Left anterior epidural soft tissue with enhancement.");
});

it("never loses a letter of plain text", () => {
  for (const text of ["a", "one two", "x\ny", "- a\n- b", "5 mm - 6 mm", "* a *b*"]) {
    const letters = (words: string): string => words.replace(/[^\p{L}\p{N}]/gu, "");
    expect(letters(cleanPaste(text))).toBe(letters(text));
  }
});

it("puts what is pasted into a field of one line on one line", () => {
  expect(cleanLine("Vertebral\nmetastases \n")).toBe("Vertebral metastases");
});

it("takes a DOI and a PubMed number out of a citation", () => {
  const read = readReference("Hong SH. Imaging of spine. Radiographics. 2009;29:599-612. doi: 10.1148/rg.292085137. PMID: 19325067.");
  expect([read.doi, read.pmid]).toEqual(["10.1148/rg.292085137", 19325067]);
  expect(read.citation).toMatch(/^Hong SH\. Imaging of spine\. Radiographics\. 2009;29:599-612\.?$/);
});

it("knows a DOI or a PubMed number that stands alone, and leaves it as it was written", () => {
  const read = ["https://doi.org/10.1148/rg.292085137", "PMID: 19325067", "19325067", "2009"].map(readReference);
  expect(read.map(({ doi, pmid }) => doi ?? pmid)).toEqual(["10.1148/rg.292085137", 19325067, 19325067, null]);
});

it("writes a record of a reference manager as a citation", () => {
  const ris = "TY  - JOUR\nAU  - Hong, Sung Hwan\nAU  - Choi, J.\nTI  - Imaging of spine\nJO  - Radiographics\nPY  - 2009\nVL  - 29\nIS  - 2\nSP  - 599\nEP  - 612\nDO  - 10.1148/rg.292085137\nER  - ";
  const read = readReference(ris);
  expect(read.doi).toBe("10.1148/rg.292085137");
  expect(read.citation).toBe("Hong SH, Choi J. Imaging of spine. Radiographics. 2009;29(2):599–612.");
});

it("reads a result from a key, and from the end of a marker", () => {
  expect(["+", "-", "F", "e", "n", "x"].map(resultOfKey)).toEqual(["positive", "negative", "focal", "equivocal", "not-done", null]);
  expect(readMarker("CK7+")).toEqual({ marker: "CK7", result: "positive" });
  expect(readMarker("p40 –")).toEqual({ marker: "p40", result: "negative" });
  expect(readMarker("TTF-1 f")).toEqual({ marker: "TTF-1", result: "focal" });
  expect(readMarker("ER +/-")).toEqual({ marker: "ER", result: "equivocal" });
  expect(readMarker("Ki-67")).toEqual({ marker: "Ki-67", result: null });
});

it("knows a marker however it is written", () => {
  expect(["ttf1", "CK 7", "novel"].map((name) => standardName(name, ["TTF-1", "CK7"]))).toEqual(["TTF-1", "CK7", "novel"]);
});
