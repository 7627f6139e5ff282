import { make, setText } from "../../runtime/dom";
import type { SeriesGroup } from "./folder";
import type { FileState, Sending } from "./sender";
import { counted } from "./words";

const WORDS: Readonly<Record<FileState, string>> = {
  waiting: "waiting", sending: "on its way", sent: "arrived", filed: "filed", duplicate: "here already",
  held: "held for a person", rejected: "not taken", failed: "not sent",
};
const ORDER: readonly FileState[] = ["failed", "rejected", "held", "filed", "duplicate", "sent", "sending", "waiting"];
const ROWS_SHOWN = 200;

interface Group {
  readonly files: readonly Sending[];
  readonly words: HTMLElement;
  readonly bar: HTMLProgressElement;
  readonly details: HTMLDetailsElement;
  readonly rows: HTMLElement;
}

/** Every file with its state, series by series; a series' files are drawn only while it is open. */
export class FileList {
  readonly element: HTMLElement;
  private readonly groups: readonly Group[];

  constructor(chosen: readonly SeriesGroup[], files: ReadonlyMap<SeriesGroup, readonly Sending[]>) {
    this.groups = chosen.map((series) => makeGroup(series, files.get(series) ?? []));
    this.element = make("ul", { class: "sending" }, ...this.groups.map(({ details }) => make("li", {}, details)));
    for (const group of this.groups) group.details.addEventListener("toggle", () => { drawRows(group); });
  }

  update(): void {
    for (const group of this.groups) {
      const counts = countStates(group.files);
      setText(group.words, stateWords(counts));
      const arrived = group.files.length - counts.waiting - counts.sending;
      group.bar.value = group.files.length ? arrived / group.files.length : 1;
      drawRows(group);
    }
  }
}

function makeGroup(series: SeriesGroup, files: readonly Sending[]): Group {
  const words = make("span", { class: "small soft" });
  const bar = make("progress", { max: 1, value: 0, "aria-label": `Sent of ${series.title}` });
  const rows = make("ul", { class: "files" });
  const summary = make("summary", {},
    make("span", { class: "what" }, make("b", {}, series.title), make("span", { class: "small dim" }, ` ${counted(files.length, "file")}`)), words);
  return { files, words, bar, rows, details: make("details", {}, summary, bar, rows) };
}

/** What needs a look comes first; beyond a screenful it is counted. */
function drawRows(group: Group): void {
  if (!group.details.open) { if (group.rows.firstChild) group.rows.replaceChildren(); return; }
  const sorted = [...group.files].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  const shown = sorted.slice(0, ROWS_SHOWN);
  while (group.rows.children.length > shown.length) group.rows.lastElementChild?.remove();
  while (group.rows.children.length < shown.length) group.rows.append(make("li", {}, make("span"), make("span")));
  shown.forEach((file, index) => {
    const row = group.rows.children[index];
    if (!(row instanceof HTMLElement) || !row.children[0] || !row.children[1]) return;
    setText(row.children[0], file.given.path);
    const said = WORDS[file.state];
    setText(row.children[1], file.message ? `${said}: ${file.message}` : said);
    row.dataset["state"] = file.state;
  });
  const rest = sorted.length - shown.length;
  group.rows.dataset["rest"] = rest > 0 ? `and ${rest} more` : "";
}

export function countStates(files: readonly Sending[]): Record<FileState, number> {
  const counts: Record<FileState, number> = { waiting: 0, sending: 0, sent: 0, filed: 0, duplicate: 0, held: 0, rejected: 0, failed: 0 };
  for (const { state } of files) counts[state] += 1;
  return counts;
}

export function stateWords(counts: Readonly<Record<FileState, number>>): string {
  const said = ORDER.filter((state) => counts[state] > 0);
  const only = said.length === 1 ? said[0] : undefined;
  if (only !== undefined) return WORDS[only];
  return said.map((state) => `${counts[state].toLocaleString("en-GB")} ${WORDS[state]}`).join(", ");
}
