/** What can be read of a reference that was pasted or typed. */
export interface ReadReference {
  readonly citation: string;
  readonly doi: string | null;
  readonly pmid: number | null;
}

const DOI = /(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:?\s*)?(10\.\d{4,9}\/[^\s<>"]+)/i;
/** Nothing but digits, as a PubMed number is typed. */
const DIGITS = /^\s*\d{5,9}\s*$/;
const PMID = /(?:https?:\/\/pubmed\.ncbi\.nlm\.nih\.gov\/|PMID:?\s*)(\d{1,9})\/?/i;

/** Take a DOI and a PubMed number out of a citation, and tidy what remains. No network is asked. */
export function readReference(text: string): ReadReference {
  const ris = fromRis(text);
  const told = ris ?? text;
  const doi = DOI.exec(told)?.[1]?.replace(/[.,;)\]]+$/, "") ?? null;
  const pmid = PMID.exec(told)?.[1] ?? DIGITS.exec(told)?.[0].trim() ?? null;
  const citation = told
    .replace(DOI, "").replace(PMID, "").replace(/PMCID:?\s*PMC\d+/i, "")
    .replace(/\s+/g, " ").replace(/\s+([.,;])/g, "$1").replace(/(?:[.;,]\s*){2,}$/, ".").replace(/\bdoi:\s*$/i, "").trim();
  return { citation, doi, pmid: pmid === null ? null : Number(pmid) };
}

/** A record in the RIS form, as reference managers export it, in one line; null for anything else. */
function fromRis(text: string): string | null {
  if (!/^TY {2}- /m.test(text)) return null;
  const all = (tag: string): string[] =>
    [...text.matchAll(new RegExp(`^${tag} {2}- (.+)$`, "gm"))].map((found) => (found[1] ?? "").trim());
  const one = (...tags: readonly string[]): string => tags.flatMap(all)[0] ?? "";
  const authors = all("AU").map((name) => name.replace(/^([^,]+),\s*(.*)$/, (_, last: string, first: string) =>
    `${last} ${first.split(/[\s.]+/).map((part) => part.charAt(0)).join("")}`));
  const pages = [one("SP"), one("EP")].filter(Boolean).join("–");
  const place = [one("PY", "Y1").slice(0, 4), [one("VL"), one("IS") && `(${one("IS")})`].join("")].filter(Boolean).join(";");
  const parts = [authors.join(", "), one("TI", "T1"), one("JO", "JF", "T2"), pages ? `${place}:${pages}` : place, one("DO") && `doi:${one("DO")}`];
  return parts.filter(Boolean).map((part) => part.replace(/\.$/, "")).join(". ").concat(".");
}
