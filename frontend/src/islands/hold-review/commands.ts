import { inTheMiddle, moved, resized } from "./boxes";
import type { Box } from "./boxes";
import type { Verdict } from "./props";
import type { Session } from "./session";
import { turned, WINDOWS } from "./windows";

export interface Command {
  readonly name: string;
  readonly label: string;
  /** As `KeyboardEvent.key`, lower case. */
  readonly keys: readonly string[];
  readonly group: "decide" | "go" | "boxes" | "view";
  /** With the key that was pressed, where it was one. */
  run(key?: string): void;
}

const MOST_ZOOM = 8;

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
    ...windows(session),
    { name: "larger", label: "Larger", keys: ["+", "="], group: "view", run: () => { zoom(session, 2); } },
    { name: "smaller", label: "Smaller", keys: ["-"], group: "view", run: () => { zoom(session, 0.5); } },
    { name: "help", label: "All keys", keys: ["?"], group: "view", run: openSheet },
  ];
}

function windows(session: Session): readonly Command[] {
  const turn = (name: string, label: string, key: string, contrast: number, brightness: number): Command => ({
    name, label, keys: [key], group: "view",
    run: () => { if (session.isPicture) session.set({ window: turned(session.levels, contrast, brightness) }); },
  });
  return [
    { name: "window", label: "Another window", keys: ["w"], group: "view", run: () => { nextWindow(session); } },
    { name: "opening", label: "The window that the file asks for", keys: ["0"], group: "view", run: () => { session.set({ window: "stated" }); } },
    { name: "preset", label: "A usual window", keys: ["1", "2", "3", "4", "5"], group: "view", run: (key = "1") => { usePreset(session, Number(key)); } },
    turn("contrast", "More contrast", "]", 1.25, 0),
    turn("flatter", "Less contrast", "[", 0.8, 0),
    turn("brighter", "Brighter", ".", 1, 0.1),
    turn("darker", "Darker", ",", 1, -0.1),
    {
      name: "windowing", label: "Drag changes the window", keys: ["g"], group: "view",
      run: () => { session.set({ isWindowing: !session.isWindowing }); },
    },
  ];
}

export function zoom(session: Session, by: number): void {
  session.set({ zoom: Math.min(MOST_ZOOM, Math.max(1, session.zoom * by)) });
}

function usePreset(session: Session, number: number): void {
  const preset = session.facts?.presets[number - 1];
  if (preset) session.set({ window: { center: preset.center, width: preset.width } });
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
