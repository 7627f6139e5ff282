import { dot, edgesAt, minus, plus, times } from "../geometry";
import type { ImagePlane, Vector } from "../geometry";
import { frameBytes } from "../stack";
import type { Stack, StackFrame } from "../stack";
import type { Values } from "../values";

/**
 * Where the frames of a regular volume lie: frame k's pixel (column i, row j) has its centre at
 * origin + i · across + j · down + k · through, in patient coordinates, mm.
 */
export interface Lattice {
  readonly origin: Vector;
  readonly across: Vector;
  readonly down: Vector;
  readonly through: Vector;
  /** Columns, rows, frames. */
  readonly size: Vector;
}

/** A regular volume: its lattice, and the stored values of each frame, not copied. */
export interface Volume {
  readonly lattice: Lattice;
  readonly stack: Stack;
  readonly frames: readonly StackFrame[];
  readonly values: readonly Values[];
}

/** Why a stack cannot be cut anew, in a sentence for whoever asked. */
export class NotAVolume extends Error {}

/** Fewer than these are pictures side by side, not a volume. */
const LEAST_FRAMES = 4;
/** How far a frame may lie from where evenness puts it: a share of the spacing, never below so many mm. */
const UNEVEN_SHARE = 0.1;
const UNEVEN_MM = 0.02;
/** Cosine of the tilt that slices may have against the way they are stacked: about one degree. */
const STRAIGHT = 0.99985;

/**
 * The lattice of these frames of a stack.
 *
 * @throws {NotAVolume} colour, tables of values, frames without a place in the patient or too few
 *   of them, a gantry tilt, gaps that are not even.
 */
export function latticeOf(stack: Stack, frames: readonly StackFrame[]): Lattice {
  refuseKind(stack);
  const edges = edgesOf(stack);
  if (frames.length < LEAST_FRAMES) {
    throw new NotAVolume(`Other planes need a stack of at least ${LEAST_FRAMES} images; this one has ${frames.length}.`);
  }
  const places = frames.map(placeOf);
  const [origin = [0, 0, 0]] = places;
  const last = places.at(-1) ?? origin;
  const through = times(minus(last, origin), 1 / (frames.length - 1));
  refuseUneven({ stack, frames, places }, origin, through, edges.normal);
  return { origin, across: edges.across, down: edges.down, through, size: [stack.columns, stack.rows, frames.length] };
}

/** From pixel to pixel, as in a frame at the origin of the patient. */
function edgesOf(stack: Stack): Pick<ImagePlane, "across" | "down" | "normal"> {
  const plane = stack.spacingKind === "patient" ? edgesAt(stack) : null;
  if (plane) return plane;
  throw new NotAVolume("These images do not say how large they are in the patient, or which way they lie, so that no other plane can be made of them.");
}

function refuseKind({ samples, palette, modalityLut }: Stack): void {
  if (samples !== 1 || palette) throw new NotAVolume("Images in colour are not cut in other planes.");
  if (modalityLut) throw new NotAVolume("The values of these images go through a table, between whose entries nothing can be told.");
}

function placeOf(frame: StackFrame): Vector {
  const [x, y, z] = frame.position ?? [];
  if (x === undefined || y === undefined || z === undefined) {
    throw new NotAVolume("Some of these images do not say where they lie in the patient, so that no other plane can be made of them.");
  }
  return [x, y, z];
}

/** Frames of a stack, and where each lies. */
interface Placed {
  readonly stack: Stack;
  readonly frames: readonly StackFrame[];
  readonly places: readonly Vector[];
}

function refuseUneven({ stack, frames, places }: Placed, origin: Vector, through: Vector, normal: Vector): void {
  const spacing = length(through);
  if (spacing < UNEVEN_MM) {
    throw new NotAVolume("These images all lie in one place: they show time, not a volume.");
  }
  const tolerance = Math.max(spacing * UNEVEN_SHARE, UNEVEN_MM);
  const off = places.some((at, index) => length(minus(at, plus(origin, times(through, index)))) > tolerance);
  const holes = off ? holesIn(places) : null;
  if (holes) throw new NotAVolume(tellHoles(stack, holes.map((at) => frames[at])));
  if (off) throw new NotAVolume("The images of this stack are not evenly apart: what lies between them would be made up.");
  if (Math.abs(dot(through, normal)) / spacing < STRAIGHT) {
    throw new NotAVolume("These images were taken with a tilted gantry, so that other planes would be skewed.");
  }
}

/** After which of them nobody fills the next place, from 0; null where they are not even at all. */
function holesIn(places: readonly Vector[]): readonly number[] | null {
  const steps = places.slice(1).map((at, index) => length(minus(at, places[index] ?? at)));
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const shares = steps.map((step) => step / usual);
  if (!shares.every((share) => share > 0 && Math.abs(share - Math.round(share)) <= UNEVEN_SHARE)) return null;
  return shares.flatMap((share, index) => (Math.round(share) > 1 ? [index] : []));
}

const MOST_TOLD = 3;

function tellHoles(stack: Stack, after: readonly (StackFrame | undefined)[]): string {
  const numbers = after.flatMap((frame) => (frame ? [stack.frames.indexOf(frame) + 1] : []));
  const told = numbers.slice(0, MOST_TOLD).map((slice) => `${slice} and ${slice + 1}`).join(", ");
  const more = numbers.length > MOST_TOLD ? ` and in ${numbers.length - MOST_TOLD} more places` : "";
  return `Images are missing from this stack, between ${told}${more}, and what lies there would be made up. An editor may find them among the held images of the library.`;
}

export function length(way: Vector): number {
  return Math.sqrt(dot(way, way));
}

const MB = 1_000_000;

/** @throws {NotAVolume} when so many frames take more memory than there may be. */
export function refuseTooLarge(stack: Stack, count: number, mostBytes: number): void {
  const bytes = frameBytes(stack) * count;
  if (bytes <= mostBytes) return;
  throw new NotAVolume(
    `This stack takes ${Math.ceil(bytes / MB)} MB, and this browser may hold ${Math.floor(mostBytes / MB)} MB of images: too much for three planes at once.`,
  );
}
