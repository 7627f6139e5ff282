/** Words beside a mark, in CSS pixels; `x` is where they begin, have their middle or end, by `anchor`. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  readonly words: string;
}

export const LINE_PX = 15;
const LETTER_PX = 7;

/** How much words take of a line, about: asking the browser would lay the page out at each slice. */
export function widthOf(words: string): number {
  return words.length * LETTER_PX;
}

/** The same labels in the same order, none over another: of two that would meet, the lower goes below the upper. */
export function setApart(labels: readonly Label[]): readonly Label[] {
  const placed = new Map<Label, Label>();
  for (const label of [...labels].sort((one, other) => one.y - other.y)) {
    let here = label;
    for (;;) {
      const over = [...placed.values()].find((other) => meet(other, here));
      if (!over) break;
      here = { ...label, y: over.y + LINE_PX };
    }
    placed.set(label, here);
  }
  return labels.map((label) => placed.get(label) ?? label);
}

function meet(one: Label, other: Label): boolean {
  if (one.words === "" || other.words === "" || Math.abs(one.y - other.y) >= LINE_PX) return false;
  return leftOf(one) < leftOf(other) + widthOf(other.words) && leftOf(other) < leftOf(one) + widthOf(one.words);
}

const BEFORE = { start: 0, middle: 0.5, end: 1 };

function leftOf(label: Label): number {
  return label.x - BEFORE[label.anchor] * widthOf(label.words);
}
