import { setText } from "../../runtime/dom";
import { dot, imagePlane, normalOf, pixelOf, place, shareReference } from "./geometry";
import type { Spot } from "./geometry";
import { Kept } from "./kept";
import { MAX_ZOOM, MIN_ZOOM, fitScale, toImage } from "./placement";
import type { Gaze } from "./placement";
import type { Series } from "./props";
import { openingWindow } from "./renderer";
import { forward, isOnSide } from "./turning";
import type { Viewport } from "./viewport";
import type { WindowRange } from "./window-math";

/** As much of a viewport as is needed to look at another alike. */
export type Looking = Pick<Viewport, "stack" | "grid" | "gaze" | "placement" | "imageSize" | "viewSize"> & {
  readonly view: Pick<Viewport["view"], "series" | "slice" | "turn">;
};

/** What of an MR's name says which values are bright in it. */
const SEQUENCE = /(?<![a-z0-9])(t1|t2\*?|pd|stir|flair|dwi|adc|swi|gre|tof|water|b ?\d+|fs|after)(?![a-z0-9])/g;
/** What has several names: fat saturation, and contrast that was given. */
const [SATURATED, GIVEN] = [/fat[ _-]?sat\w*|spair|spir/g, /post|\+ ?c(?![a-z])|(?<![a-z])g(d|ad\w*)/g];

function sequenceOf({ label }: Series): string {
  const name = label.toLowerCase().replace(SATURATED, "fs").replace(GIVEN, "after");
  return [...new Set(name.match(SEQUENCE) ?? [name])].sort().join(" ");
}

/** Would one window show both alike: grey, of one modality and unit, and of MR one kind of sequence. */
export function shareWindow(a: Looking, b: Looking): boolean {
  const [one, other] = [a.view.series, b.view.series];
  if (!a.stack || !b.stack || one.modality !== other.modality || a.stack.unit !== b.stack.unit) return false;
  if ([a.stack, b.stack].some(({ samples, palette }) => samples > 1 || palette)) return false;
  return one.modality !== "MR" || sequenceOf(one) === sequenceOf(other);
}

/** Planes closer than about thirty degrees show the same from the same side. */
const ALIKE = 0.87;

/** Would one zoom show the same of both: in one plane, and of images without one in one modality. */
export function shareZoom(a: Looking, b: Looking): boolean {
  if (!a.stack || !b.stack) return false;
  const [one, other] = [normalOf(a.stack), normalOf(b.stack)];
  if (one && other) return dot(one, other) > ALIKE;
  return !one && !other && a.view.series.modality === b.view.series.modality;
}

/**
 * What another's window becomes. Hounsfield units are the same in every CT; other values have a
 * scale of their own in each series, so there the window changes by as much from how each opens.
 */
export function windowFor(to: Looking, from: Looking, range: WindowRange): WindowRange {
  const [here, there] = [opening(from), opening(to)];
  if (from.stack?.unit === "HU" || !here || !there) return range;
  const scale = there.width / here.width;
  return { center: there.center + (range.center - here.center) * scale, width: range.width * scale };
}

function opening({ stack, view }: Looking): WindowRange | null {
  const frame = stack?.frames[view.slice - 1];
  return stack && frame ? openingWindow(stack, frame) : null;
}

/** How another has to be looked at: the same place in the middle, and a millimetre as large. */
export function gazeFor(to: Looking, from: Looking): Gaze {
  const { width, height } = from.viewSize();
  const middle = toImage({ x: width / 2, y: height / 2 }, from.placement());
  const [u, v] = forward(to.placement().turned, spotFor(to, from, middle));
  const { rows, columns } = to.grid;
  const [across, down] = isOnSide(to.view.turn) ? [rows, columns] : [columns, rows];
  return { zoom: zoomFor(to, from), centerX: u / across, centerY: v / down };
}

function zoomFor(to: Looking, from: Looking): number {
  const { zoom } = from.gaze();
  const [hereMm, thereMm] = [columnMm(from), columnMm(to)];
  const isComparable = from.stack?.spacingKind === to.stack?.spacingKind;
  if (hereMm === null || thereMm === null || !isComparable) return zoom;
  const scale = (fitScale(from.imageSize(), from.viewSize()) * zoom) / hereMm;
  const wanted = (scale * thereMm) / fitScale(to.imageSize(), to.viewSize());
  return Math.min(Math.max(wanted, MIN_ZOOM), MAX_ZOOM);
}

/** From column to column; null where that is not known, or the viewport is not on screen. */
function columnMm(viewport: Looking): number | null {
  const { stack } = viewport;
  const isKnown = stack?.spacingKind === "patient" || stack?.spacingKind === "imager";
  return isKnown && viewport.viewSize().width > 1 ? (stack.pixelSpacingMm?.[1] ?? null) : null;
}

/** The spot of another image: of one place in the patient where both tell it, else as far along. */
function spotFor(to: Looking, from: Looking, [x, y]: Spot): Spot {
  const [here, there] = [planeOf(from), planeOf(to)];
  if (here && there && shareReference(from.stack, to.stack)) {
    const [column, row] = pixelOf(there, place(here, [x - 0.5, y - 0.5]));
    return [column + 0.5, row + 0.5];
  }
  const share = x / from.grid.columns;
  const [left, right] = [from.stack?.laterality, to.stack?.laterality];
  const isOpposite = Boolean(left && right && left !== right); // breasts hang as in a mirror
  return [(isOpposite ? 1 - share : share) * to.grid.columns, (y / from.grid.rows) * to.grid.rows];
}

function planeOf({ stack, view }: Looking): ReturnType<typeof imagePlane> {
  const frame = stack?.frames[view.slice - 1];
  return stack && frame ? imagePlane(stack, frame) : null;
}

/** Those that may be looked at together. */
interface Viewports {
  readonly viewports: readonly Viewport[];
  readonly active: Viewport;
}

/** What is done to the window and zoom of one image is done to those that can be looked at alike. */
export class Together {
  readonly #kept = new Kept("readingroom-together", (value) => value === true);
  #isOn = this.#kept.read() ?? false;
  #isFollowing = false;

  constructor(private readonly film: Viewports) {}

  get isOn(): boolean { return this.#isOn; }

  toggle(): void {
    this.#isOn = !this.#isOn;
    this.#kept.write(this.#isOn);
    this.follow(this.film.active, "window");
    this.follow(this.film.active, "gaze");
    this.say();
  }

  /** One is looked at otherwise: let the others follow. */
  follow(from: Viewport, what: "window" | "gaze"): void {
    if (!this.#isOn || this.#isFollowing) return;
    this.#isFollowing = true; // what follows is not followed
    for (const to of this.#others(from)) {
      if (what === "window" && shareWindow(from, to)) setWindow(to, from);
      if (what === "gaze" && shareZoom(from, to)) to.setGaze(from.view.gaze && gazeFor(to, from));
    }
    this.#isFollowing = false;
  }

  #others(from: Viewport): readonly Viewport[] {
    return this.film.viewports.filter((each) => each !== from);
  }

  /** Each viewport says what it does together with others. */
  say(): void {
    for (const viewport of this.film.viewports) setText(viewport.parts.together, this.#words(viewport));
  }

  #words(viewport: Viewport): string {
    const others = this.#others(viewport);
    if (!this.#isOn || !viewport.stack || others.length === 0) return "";
    const window = others.some((other) => shareWindow(viewport, other));
    const zoom = others.some((other) => shareZoom(viewport, other));
    if (window && zoom) return "Window and zoom together";
    if (window || zoom) return window ? "Window together" : "Zoom together";
    return "Window and zoom alone";
  }
}

function setWindow(to: Viewport, from: Viewport): void {
  const { window: range } = from.view;
  to.setWindow(range && windowFor(to, from, range));
}
