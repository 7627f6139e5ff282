import { inTheMiddle, moved, resized } from "./boxes";
import type { Box } from "./boxes";
import type { Verdict } from "./props";
import { WINDOWS } from "./session";
import type { Session } from "./session";

export interface Command {
  readonly name: string;
  readonly label: string;
  /** As `KeyboardEvent.key`, lower case. */
  readonly keys: readonly string[];
  readonly group: "decide" | "go" | "boxes" | "view";
  run(): void;
}

/** Everything that can be done, each by key and by a control. */
export function makeCommands(session: Session, openSheet: () => void): readonly Command[] {
  return [...decisions(session), ...ways(session), ...boxes(session), ...views(session, openSheet)];
}

function decisions(session: Session): readonly Command[] {
  const made = (name: Verdict, key: string, label: string): Command => ({
    name, label, keys: [key], group: "decide", run: () => { void session.decide(name); },
  });
  return [
    made("release", "r", "Release"),
    made("mask", "m", "Mask and release"),
    made("reject", "x", "Reject"),
    made("deface", "d", "Release the series without the face"),
    {
      name: "series", label: "For the whole series", keys: ["a"], group: "decide",
      run: () => { session.set({ isWholeSeries: !session.isWholeSeries }); },
    },
    { name: "undo", label: "Undo", keys: ["z"], group: "decide", run: () => { void session.undo(); } },
  ];
}

function ways(session: Session): readonly Command[] {
  return [
    { name: "next", label: "Next file", keys: ["j", "arrowright"], group: "go", run: () => { void session.go(session.index + 1); } },
    { name: "previous", label: "Previous file", keys: ["k", "arrowleft"], group: "go", run: () => { void session.go(session.index - 1); } },
    { name: "frame-on", label: "Next frame", keys: ["arrowdown"], group: "go", run: () => { session.toFrame(session.frame + 1); } },
    { name: "frame-back", label: "Previous frame", keys: ["arrowup"], group: "go", run: () => { session.toFrame(session.frame - 1); } },
  ];
}

function boxes(session: Session): readonly Command[] {
  return [
    { name: "new", label: "New box", keys: ["n"], group: "boxes", run: () => { addBox(session); } },
    {
      name: "keep", label: "Blacken this box, or keep what is in it", keys: ["enter", " "], group: "boxes",
      run: () => { change(session, (box) => ({ ...box, masked: !box.masked })); },
    },
    {
      name: "frames", label: "This box on this frame alone, or on all", keys: ["f"], group: "boxes",
      run: () => { change(session, (box) => ({ ...box, frame: box.frame === null ? session.frame : null })); },
    },
    { name: "delete", label: "Delete this box", keys: ["delete", "backspace"], group: "boxes", run: () => { removeBox(session); } },
  ];
}

function views(session: Session, openSheet: () => void): readonly Command[] {
  return [
    { name: "after", label: "Before or after masking", keys: ["b"], group: "view", run: () => { session.set({ isAfter: !session.isAfter }); } },
    { name: "window", label: "Another window", keys: ["w"], group: "view", run: () => { nextWindow(session); } },
    { name: "larger", label: "Larger", keys: ["+", "="], group: "view", run: () => { session.set({ zoom: Math.min(8, session.zoom * 2) }); } },
    { name: "smaller", label: "Smaller", keys: ["-"], group: "view", run: () => { session.set({ zoom: Math.max(1, session.zoom / 2) }); } },
    { name: "help", label: "All keys", keys: ["?"], group: "view", run: openSheet },
  ];
}

/** Move the selected box by so many pixels; with `grow`, make it larger or smaller. */
export function nudge(session: Session, dx: number, dy: number, grow: boolean): void {
  const { facts } = session;
  if (!facts) return;
  change(session, (box) => (grow ? resized(box, dx, dy, facts) : moved(box, dx, dy, facts)));
}

function change(session: Session, make: (box: Box) => Box): void {
  const { selected } = session;
  if (selected === null || session.file?.decision !== "") return;
  session.keepBoxes(session.boxes.map((box, index) => (index === selected ? make(box) : box)), selected);
}

function addBox(session: Session): void {
  const { facts } = session;
  if (!facts || !session.isPicture || session.file?.decision !== "") return;
  session.keepBoxes([...session.boxes, inTheMiddle(facts)], session.boxes.length);
}

function removeBox(session: Session): void {
  const { selected } = session;
  if (selected === null || session.file?.decision !== "") return;
  session.keepBoxes(session.boxes.filter((_, index) => index !== selected), null);
}

function nextWindow(session: Session): void {
  const place = WINDOWS.findIndex(([name]) => name === session.window);
  session.set({ window: WINDOWS[(place + 1) % WINDOWS.length]?.[0] ?? "stated" });
}
