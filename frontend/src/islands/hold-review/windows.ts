/** How grey values become what is seen: by name, or as a person draws it. */
export type WindowName = "stated" | "full" | "shadows" | "even";

/** Centre and width in the modality's unit; of 0 to 255 for colour. */
export interface Levels {
  readonly center: number;
  readonly width: number;
}

export type Window = WindowName | Levels;

export const WINDOWS: readonly (readonly [WindowName, string])[] = [
  ["stated", "As the file asks"],
  ["full", "All values"],
  ["shadows", "Dark values"],
  ["even", "Writing at any level"],
];
/** A drag over so many pixels changes a window by its own width. */
const PX_PER_WIDTH = 300;
const LEAST_WIDTH = 1e-6;
const MOST = 1e8;
const DIGITS = 6;

/** As addresses and decisions state it. */
export function asText(window: Window): string {
  return typeof window === "string" ? window : `${window.center}:${window.width}`;
}

/** Across for width, up and down for brightness, in steps of the window's own size. */
export function dragged({ center, width }: Levels, dx: number, dy: number): Levels {
  return levels(center + (dy * width) / PX_PER_WIDTH, width * Math.exp(dx / PX_PER_WIDTH));
}

/** `contrast` above 1 for a narrower window, `brightness` in widths. */
export function turned({ center, width }: Levels, contrast: number, brightness: number): Levels {
  return levels(center - brightness * width, width / contrast);
}

/** For the read-out: whole numbers where the window is wide. */
export function inWords({ center, width }: Levels): string {
  const digits = width >= 20 ? 0 : width >= 2 ? 1 : 3;
  return `Centre ${center.toFixed(digits)}, width ${width.toFixed(digits)}`;
}

function levels(center: number, width: number): Levels {
  return {
    center: Number(Math.min(Math.max(center, -MOST), MOST).toPrecision(DIGITS)),
    width: Number(Math.min(Math.max(width, LEAST_WIDTH), MOST).toPrecision(DIGITS)),
  };
}
