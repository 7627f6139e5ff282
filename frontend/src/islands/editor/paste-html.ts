/** What only word processors write into the HTML that they put on the clipboard beside the text. */
const WORD_PROCESSOR = /urn:schemas-microsoft-com:office|class="?'?Mso|mso-|docs-internal-guid|<meta[^>]+generator[^>]+(?:Libre|Open)Office/i;
const BLOCKS = "address, blockquote, center, div, dl, h1, h2, h3, h4, h5, h6, hr, li, ol, p, pre, section, table, ul";
const HEADINGS = "h1, h2, h3, h4, h5, h6";
/** A style as Word writes it. The attribute has another name here: a page's policy forbids its own. */
const LOOK = "data-look";
const IN_LIST = `p[${LOOK}*="mso-list:"]`;
const OWN_SIGN = `[${LOOK}*="mso-list:Ignore"]`;
const UNSEEN = [
  "head", "script", "style", "template", "del", ".MsoCommentReference", OWN_SIGN,
  `[${LOOK}*="mso-hide:all"]`, `[${LOOK}*="display:none"]`, `[${LOOK}*="mso-element:comment"]`,
].join(", ");

const BOLD = [/font-weight:\s*(?:bold|[6-9]00)/, /font-weight:\s*(?:normal|[1-5]00)/] as const;
const MARKS = ["", "*", "**", "***"] as const;
const ITALIC = [/font-style:\s*italic/, /font-style:\s*normal/] as const;

/** Words that look alike, and the Markdown around them. */
interface Run { readonly text: string; readonly marks: string }

/**
 * A word processor's HTML as lines of Markdown: what is bold, italic or in a list stays so, a row of a
 * table is a line, and what was deleted, hidden or remarked is left out. Null for any other HTML: the
 * text beside it then says the same.
 */
export function linesOfWord(html: string): string | null {
  if (!WORD_PROCESSOR.test(html)) return null;
  const inert = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/(<[^<>]*?\s)style(?=\s*=)/gi, `$1${LOOK}`);
  const { body } = new DOMParser().parseFromString(inert, "text/html");
  for (const gone of body.querySelectorAll(UNSEEN)) if (!gone.matches(OWN_SIGN)) gone.remove();
  return linesIn(body).join("\n");
}

function linesIn(parent: Element): readonly string[] {
  const lines: string[] = [];
  let open: Node[] = [];
  const close = (): void => {
    if (open.length > 0) lines.push(...textOf(open).split("\n"));
    open = [];
  };
  for (const child of parent.childNodes) {
    if (!(child instanceof Element) || !(child.matches(BLOCKS) || child.querySelector(BLOCKS))) {
      open.push(child);
      continue;
    }
    close();
    lines.push(...linesOfBlock(child));
  }
  close();
  return lines.map((line) => line.trim()).filter(Boolean);
}

function linesOfBlock(block: Element): readonly string[] {
  if (block instanceof HTMLTableElement) return [...block.rows].map(lineOfRow);
  const lines = linesIn(block);
  if (block.matches(HEADINGS)) return lines.map((line) => `**${line.replace(/\*\*/g, "")}**`);
  const sign = signOf(block);
  return sign === null ? lines : lines.map((line, at) => (at === 0 ? sign + line : line));
}

/** `CRP: 120, mg/l`, for what tables of reports hold. */
function lineOfRow(row: HTMLTableRowElement): string {
  const [first = "", ...others] = [...row.cells].map((cell) => linesIn(cell).join(" ")).filter(Boolean);
  return others.length > 0 ? `${first.replace(/:$/, "")}: ${others.join(", ")}` : first;
}

/** What an entry of a list begins with; null for what is in none. */
function signOf(block: Element): string | null {
  if (block.matches("li")) {
    const list = block.parentElement;
    return list?.matches("ol") ? `${[...list.children].indexOf(block) + 1}. ` : "- ";
  }
  if (!block.matches(IN_LIST)) return null;
  const number = /\d{1,2}/.exec(block.querySelector(OWN_SIGN)?.textContent ?? "")?.[0];
  return number === undefined ? "- " : `${number}. `;
}

function textOf(nodes: readonly Node[]): string {
  const runs: Run[] = [];
  for (const { text, marks } of nodes.flatMap((node) => runsOf(node, false, false))) {
    const last = runs.at(-1);
    const isAlike = last && (last.marks === marks || (text.trim() === "" && text !== "\n"));
    if (isAlike) runs[runs.length - 1] = { text: last.text + text, marks: last.marks };
    else runs.push({ text, marks });
  }
  return runs.map(({ text, marks }) => text.replace(/^(\s*)(.*?)(\s*)$/gm, (_, before: string, words: string, after: string) =>
    words ? before + marks + words + marks + after : before + after)).join("");
}

function runsOf(node: Node, isBold: boolean, isItalic: boolean): readonly Run[] {
  if (node instanceof Text) return [{ text: node.data.replace(/\s+/g, " "), marks: MARKS[Number(isItalic) + 2 * Number(isBold)] ?? "" }];
  if (!(node instanceof Element) || node.matches(OWN_SIGN)) return [];
  return node.matches("br") ? [{ text: "\n", marks: "" }] : runsIn(node, isBold, isItalic);
}

function runsIn(node: Element, isBold: boolean, isItalic: boolean): readonly Run[] {
  const look = node.getAttribute(LOOK)?.replace(/mso-[^;]*;?/g, "") ?? "";
  const bold = told(look, BOLD) ?? (isBold || node.matches("b, strong"));
  const italic = told(look, ITALIC) ?? (isItalic || node.matches("i, em"));
  return [...node.childNodes].flatMap((child) => runsOf(child, bold, italic));
}

/** What a style says of it; null where it says nothing. */
function told(look: string, [yes, no]: readonly [RegExp, RegExp]): boolean | null {
  if (yes.test(look)) return true;
  return no.test(look) ? false : null;
}
