/** Where words of a report go: a kind of stage, and a field of it. `about` is the case itself. */
export interface Target { readonly kind: string; readonly field: string }

/** What stands under one heading of a report; without a target, what stands before the first. */
export interface Part {
  readonly target: Target | null;
  readonly heading: string;
  /** For a study that is named: `MRI`, `CT` … */
  readonly modality: string | null;
  readonly lines: readonly string[];
}

type Heading = readonly [kind: string, field: string, words: string];

/** Headings as reports have them. The first that fits the stage being read is meant, else the first of all. */
const HEADINGS: readonly Heading[] = [
  ["presentation", "presentation", "presentation|presenting complaint|(?:reason for (?:the )?|clinical )?(?:examination|exam|indication|question)|clinical (?:information|details|data|history|presentation)|indications?"],
  ["presentation", "history", "(?:past |previous |relevant |medical )*history"],
  ["presentation", "findings", "(?:the )?request"],
  ["study", "caption", "(?:imaging |examination )?(?:technique|protocol)"],
  ["study", "findings", "(?:imaging |radiological )?(?:findings|report)"],
  ["study", "limits", "limits|limitations?|what (?:this|it) could not show"],
  ["course", "findings", "(?:clinical )?course"],
  ["course", "operation", "operation|surgery"],
  ["course", "treatment", "treatment|management"],
  ["course", "follow-up", "follow[- ]?up"],
  ["course", "outcome", "outcome"],
  ["pathology", "specimen", "specimens?|material|tissue submitted"],
  ["pathology", "macroscopy", "macroscop(?:y|ic(?: (?:description|findings))?)|gross(?: (?:description|examination|findings))?"],
  ["pathology", "microscopy", "microscop(?:y|ic(?: (?:description|findings))?)|(?:histo)?pathology|histology"],
  ["pathology", "panel", "immuno(?:histochemistry|stains|histochemical stains)|ihc|special stains|stains?(?: panel)?"],
  ["pathology", "findings", "what the panel says"],
  ["pathology", "final_diagnosis", "(?:final |histological |pathological )diagnosis"],
  ["pathology", "final_diagnosis", "diagnosis"],
  ["discussion", "text", "(?:case )?discussion"],
  ["discussion", "teaching_points", "(?:teaching|learning|key)[ -]points?|take[- ]home (?:points?|messages?)"],
  ["discussion", "references", "references?|literature"],
  ["about", "basis", "basis(?: of the diagnosis)?"],
  ["about", "tags", "tags|key ?words"],
];
/** Every stage has one of its own. */
const DIFFERENTIAL = "differential(?: diagnos[ie]s)?|ddx?";
/** Said by a heading only in the stage it belongs to: alone it may mean anything. */
const ONLY_AT_HOME: readonly string[] = ["diagnosis"];
const MODALITY = /^(?<name>MRI?|CT|X-?ray|radiographs?|ultrasound|sonography|mammography|angiography|fluoroscopy|PET(?:[- ]?CT)?|scintigraphy)\b[^.:;]{0,60}:?$/i;
/** A heading stands alone in its line, or before a colon; signs of Markdown and capitals do not matter. */
const LINE = /^[#*_\s]*(?<words>[\p{L}][\p{L}\s/-]{1,50}?)[*_\s]*(?:(?<colon>:)[*_\s]*(?<rest>.*))?$/u;

/**
 * A report by its headings, for a stage of this kind. One part without a target where it has none.
 */
export function readReport(text: string, home: string): readonly Part[] {
  const parts: Part[] = [];
  let open = { target: null as Target | null, heading: "", modality: null as string | null, lines: [] as string[] };
  let here = home;
  const close = (): void => {
    if (open.target !== null || open.lines.some((line) => line.trim() !== "")) parts.push(open);
  };
  for (const line of text.split(/\r\n?|\n/)) {
    const found = headingIn(line, here, home);
    if (!found) {
      open.lines.push(line);
      continue;
    }
    close();
    open = { ...found, lines: found.rest ? [found.rest] : [] };
    here = found.target.kind;
  }
  close();
  return parts;
}

interface Found { readonly target: Target; readonly heading: string; readonly modality: string | null; readonly rest: string }

function headingIn(line: string, here: string, home: string): Found | null {
  const study = studyIn(line);
  if (study) return study;
  const { words = "", colon, rest = "" } = LINE.exec(line)?.groups ?? {};
  if (words === "" || (colon === undefined && !isAlone(line))) return null;
  const target = targetOf(words.trim(), here, home);
  return target && { target, heading: words.trim(), modality: null, rest: rest.trim() };
}

function studyIn(line: string): Found | null {
  const heading = line.replace(/^[#*_\s]+|[*_\s]+$/g, "");
  const name = MODALITY.exec(heading)?.groups?.["name"];
  if (name === undefined) return null;
  return { target: { kind: "study", field: "findings" }, heading: heading.replace(/:$/, ""), modality: modalityOf(name), rest: "" };
}

/** Without a colon it is a heading by its looks: marked as one, or in capitals. */
function isAlone(line: string): boolean {
  const told = line.trim();
  return /^(?:#{1,6}\s|\*\*|__)/.test(told) || (told === told.toUpperCase() && told.length > 2);
}

function targetOf(words: string, here: string, home: string): Target | null {
  const is = (form: string): boolean => new RegExp(`^(?:${form})$`, "i").test(words);
  if (is(DIFFERENTIAL)) return { kind: here === "about" ? home : here, field: "differential" };
  const fitting = HEADINGS.filter(([, , form]) => is(form));
  const best = fitting.find(([kind]) => kind === here) ?? fitting.find(([kind]) => kind === home)
    ?? fitting.find(([, , form]) => !ONLY_AT_HOME.includes(form));
  return best ? { kind: best[0], field: best[1] } : null;
}

/** As the case document calls it. */
function modalityOf(name: string): string {
  const told = name.toLowerCase();
  if (/^mri?$/.test(told)) return "mri";
  if (/^(?:x-?ray|radiograph)/.test(told)) return "x-ray";
  if (/^(?:pet|scinti)/.test(told)) return "nuclear-medicine";
  return told === "sonography" ? "ultrasound" : told;
}

/** A diagnosis of a pasted differential, with what was said for and against it. */
export interface ReadDiagnosis {
  readonly diagnosis: string;
  readonly share: number | null;
  readonly for: readonly string[];
  readonly against: readonly string[];
}

const SIGN = /^\s*(?:[-•◦▪●–*]|\(?\d{1,2}[.)])\s+/;
const REASON = /^\s*(?:[-•–*]\s+)?(?<side>for|against|pro|contra)\s*:\s*(?<text>.+)$/i;
const SHARE = /[\s,:;(–-]*\b(?<share>\d{1,3})\s*%\)?\s*\.?$/;

/** One diagnosis in each line; `60 %` at its end is its share, lines with `For:` and `Against:` its reasons. */
export function readDifferential(lines: readonly string[]): readonly ReadDiagnosis[] {
  const found: { diagnosis: string; share: number | null; for: string[]; against: string[] }[] = [];
  for (const line of lines.filter((one) => one.trim() !== "")) {
    const { side = "", text = "" } = REASON.exec(line)?.groups ?? {};
    const last = found.at(-1);
    if (last && text) (/^(?:for|pro)$/i.test(side) ? last.for : last.against).push(text.trim());
    else found.push({ ...withShare(line.replace(SIGN, "").trim()), for: [], against: [] });
  }
  return found;
}

function withShare(told: string): { readonly diagnosis: string; readonly share: number | null } {
  const share = Number(SHARE.exec(told)?.groups?.["share"] ?? Number.NaN);
  const isShare = share >= 0 && share <= 100;
  return { diagnosis: (isShare ? told.replace(SHARE, "") : told).replace(/[.;]$/, ""), share: isShare ? share : null };
}

/** The entries of a pasted list; lines that belong to none are one of their own. */
export function readLines(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replace(SIGN, "").trim()).filter(Boolean);
}
