import { make, makeSvg, setText } from "../../runtime/dom";
import type { LoadError, Trouble } from "./loader";
import type { SeriesView } from "./series-view";
import type { Slices } from "./slices";
import type { Orientation, Stack } from "./stack";
import { tellWindow } from "./told";
import { turnedSides } from "./turning";
import type { Turn } from "./turning";
import type { WindowRange } from "./window-math";

/** What a viewport is made of. */
export interface ViewportParts {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly marks: SVGSVGElement;
  readonly name: HTMLElement;
  readonly technique: HTMLElement;
  readonly origin: HTMLElement;
  readonly probe: HTMLElement;
  readonly range: HTMLElement;
  readonly together: HTMLElement;
  readonly slice: HTMLElement;
  readonly thickness: HTMLElement;
  readonly pending: HTMLElement;
  readonly scale: HTMLElement;
  readonly sides: Readonly<Record<keyof Orientation, HTMLElement>>;
  readonly track: HTMLElement;
  readonly note: HTMLElement;
  readonly sentence: HTMLElement;
  readonly again: HTMLButtonElement;
}

export function buildViewport(): ViewportParts {
  const line = (name: string): HTMLElement => make("span", { class: name });
  const side = (name: string): HTMLElement => make("span", { class: `side ${name}`, "aria-hidden": "true" });
  const parts = {
    canvas: make("canvas", { "aria-hidden": "true" }),
    marks: makeSvg("svg", { class: "marks", "aria-hidden": "true" }),
    name: make("b"),
    technique: line("line"),
    origin: make("div", { class: "read tr" }),
    probe: line("line probe"),
    range: line("line"),
    together: line("line"),
    slice: line("line"),
    thickness: line("line"),
    pending: line("line pending"),
    scale: make("div", { class: "scale-bar" }),
    sides: { left: side("l"), right: side("r"), top: side("t"), bottom: side("b") },
    track: make("span", { class: "where", "aria-hidden": "true" }),
    sentence: make("p"),
    again: make("button", { type: "button", class: "again" }, "Try again"),
  };
  const note = make("div", { class: "view-note", role: "alert", hidden: true }, parts.sentence, parts.again);
  const element = make(
    "div",
    { class: "view", tabindex: 0, role: "application", "aria-roledescription": "image stack" },
    parts.canvas,
    parts.marks,
    make("div", { class: "read tl" }, parts.name, parts.technique),
    parts.origin,
    make("div", { class: "read bl num" }, parts.probe, parts.range, parts.together),
    make("div", { class: "read br num" }, parts.pending, parts.slice, parts.thickness),
    parts.scale,
    ...Object.values(parts.sides),
    parts.track,
    note,
  );
  return { ...parts, note, element };
}

/** Name, technique, and where the image comes from: what stays while a series is hung. */
export function showSeries(parts: ViewportParts, { series, turn }: Pick<SeriesView, "series" | "turn">, stack: Stack | null): void {
  setText(parts.name, series.label);
  setText(parts.technique, series.technique);
  const origin = [series.simulated ? "Simulated image" : "", stack?.lossy ? "Lossy compression" : ""];
  setText(parts.origin, origin.filter(Boolean).join(", "));
  const thickness = stack?.sliceThicknessMm;
  setText(parts.thickness, thickness ? `${thickness.toFixed(1)} mm` : "");
  showSides(parts, stack?.orientation ?? null, turn);
}

function showSides(parts: ViewportParts, orientation: Orientation | null, turn: Turn): void {
  const shown = orientation && turnedSides(orientation, turn);
  const sides = Object.keys(parts.sides) as (keyof Orientation)[]; // the record's own four keys
  for (const side of sides) setText(parts.sides[side], shown?.[side] ?? "");
}

/** Window and zoom in words: "W 820", "L 410", "1.5×". */
export function showRange(parts: ViewportParts, range: WindowRange | null, stack: Stack | null, extra: readonly string[]): void {
  const words = range ? tellWindow(range, stack) : [];
  setText(parts.range, [...words, ...extra].join("\n"));
}

/** Which slice is on screen, and which is still coming; never a number the picture does not bear out. */
export function showSlice(parts: ViewportParts, shown: number | null, wanted: number, slices: Slices): void {
  setText(parts.slice, shown === null ? "" : slices.read(shown));
  setText(parts.pending, shown === wanted ? "" : `Loading ${wanted}`);
  const share = slices.count > 1 ? (slices.placeOf(wanted) - 1) / (slices.count - 1) : 0.5;
  parts.track.style.setProperty("--at", `${(share * 100).toFixed(2)}%`);
}

/** The loaded part of the track, as one gradient of runs. */
export function showLoaded(parts: ViewportParts, loaded: readonly boolean[]): void {
  const stops: string[] = [];
  loaded.forEach((is, index) => {
    if (index > 0 && is === loaded[index - 1]) return;
    const colour = is ? "var(--track-loaded)" : "var(--track)";
    let end = index;
    while (end < loaded.length && loaded[end] === is) end += 1;
    const share = (at: number): string => `${((at / loaded.length) * 100).toFixed(2)}%`;
    stops.push(`${colour} ${share(index)} ${share(end)}`);
  });
  parts.track.style.setProperty("--loaded", `linear-gradient(to bottom, ${stops.join(", ")})`);
  parts.track.dataset["loaded"] = loaded.every(Boolean) ? "all" : "part";
}

const SENTENCES: Readonly<Record<Trouble, string>> = {
  network: "This image did not arrive. The rest of the stack stays usable.",
  missing: "This image is no longer in the library.",
  forbidden: "Your leave to see these images has ended. Open the page again to go on.",
  damaged: "This image arrived damaged and is not shown.",
  unsupported: "This browser cannot show this kind of image at full depth.",
};

export function showTrouble(parts: ViewportParts, trouble: LoadError["trouble"] | null): void {
  parts.note.hidden = trouble === null;
  if (trouble === null) return;
  setText(parts.sentence, SENTENCES[trouble]);
  setText(parts.again, trouble === "forbidden" ? "Open the page again" : "Try again");
  parts.again.dataset["trouble"] = trouble;
}
