export interface OptionLine {
  readonly text: string;
  /** It is marked as right: a star before or after it, or words that say so. */
  readonly isKey: boolean;
}

const LEAD = /^(?:[-•◦▪●–]|\(?[A-Za-z][.)]|\(?\d{1,2}[.)])\s+/;
const STAR = /^\*\s*|\s*\*$|\s*✓$|\s*\((?:right|correct|true)\)$/i;

/** A pasted list as options, one from each line; letters, numbers and bullets before them go. */
export function readOptions(text: string): readonly OptionLine[] {
  return text.split(/\r?\n/).map(readOption).filter((line) => line.text !== "");
}

function readOption(line: string): OptionLine {
  const told = line.trim();
  const bare = told.replace(STAR, "").replace(LEAD, "");
  const text = bare.replace(STAR, "");
  return { text: text.trim(), isKey: STAR.test(told) || STAR.test(bare) };
}
