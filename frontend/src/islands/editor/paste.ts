const BULLET = /^[ \t]*(?:[•◦▪●○■–—·‣*-]|o(?=\t))[ \t]+/;
const NUMBER = /^[ \t]*(\d{1,2})[.)][ \t]+/;
const ENDS = /[.:;!?)\]"”’»*]$/;
/** Shorter lines end where their author ended them; longer ones where a window did. */
const WRAPPED_FROM = 45;

/**
 * Text of a report or a document as Markdown: lists become lists, lines that only a window broke are
 * joined, what nobody sees goes. Typographic quotation marks and dashes stay.
 */
export function cleanPaste(text: string): string {
  const lines = text
    .replace(/\r\n?/g, "\n")
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
    .replace(/[\u2028\u2029\v\f]/g, "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, "") // control characters of old systems
    .replace(/\u00a0/g, " ")
    .split("\n")
    .map((line) => asItem(line.replace(/[ \t]+$/, "")));
  return joined(lines).join("\n").replace(/\n{3,}/g, "\n\n").trim();
}

/** The same in one line, for fields that have one. */
export function cleanLine(text: string): string {
  return cleanPaste(text).replace(/\s*\n+\s*/g, " ").replace(/^- /, "");
}

function asItem(line: string): string {
  const number = NUMBER.exec(line);
  if (number) return `${number[1] ?? "1"}. ${line.slice(number[0].length)}`;
  return BULLET.test(line) ? line.replace(BULLET, "- ") : line.replace(/[ \t]+/g, " ").trimStart();
}

function isItem(line: string): boolean {
  return line.startsWith("- ") || /^\d{1,2}\. /.test(line);
}

function joined(lines: readonly string[]): readonly string[] {
  const made: string[] = [];
  for (const [at, line] of lines.entries()) {
    const before = made.at(-1) ?? "";
    if (isContinued(before, lines[at - 1] ?? "", line)) made[made.length - 1] = mended(before, line);
    else if (isApart(before, line)) made.push("", line);
    else made.push(line);
  }
  return made;
}

/** Two lines that are each whole are two paragraphs, and a list stands apart from what leads to it. */
function isApart(before: string, line: string): boolean {
  return before !== "" && line !== "" && !(isItem(before) && isItem(line));
}

function mended(before: string, line: string): string {
  return /\p{L}-$/u.test(before) ? before.slice(0, -1) + line : `${before} ${line}`;
}

/** Did a window break the line, rather than its author. */
function isContinued(before: string, brokenLine: string, line: string): boolean {
  if (before === "" || line === "" || isItem(line)) return false;
  if (/^\p{Ll}/u.test(line) && !ENDS.test(before)) return true;
  return brokenLine.length >= WRAPPED_FROM && !ENDS.test(before);
}
