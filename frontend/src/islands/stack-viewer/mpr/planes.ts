import { dot, plus, times } from "../geometry";
import type { Vector } from "../geometry";
import type { Orientation, Stack } from "../stack";
import { length } from "./volume";
import type { Lattice, Volume } from "./volume";

export const PLANES = ["axial", "coronal", "sagittal"] as const;
export type PlaneName = (typeof PLANES)[number];

/** How a plane is looked at: patient axes (PS3.3 C.7.6.2.1.1), x to the left, y to the back, z to the head. */
interface Way {
  readonly across: Vector;
  readonly down: Vector;
  /** The way slices are counted: from the head down, from the front, from the patient's right. */
  readonly counted: Vector;
  readonly sides: Orientation;
}

const WAYS: Readonly<Record<PlaneName, Way>> = {
  axial: { across: [1, 0, 0], down: [0, 1, 0], counted: [0, 0, -1], sides: { left: "R", right: "L", top: "A", bottom: "P" } },
  coronal: { across: [1, 0, 0], down: [0, 0, -1], counted: [0, 1, 0], sides: { left: "R", right: "L", top: "H", bottom: "F" } },
  sagittal: { across: [0, 1, 0], down: [0, 0, -1], counted: [1, 0, 0], sides: { left: "A", right: "P", top: "H", bottom: "F" } },
};

/** A stack of slices through a volume, none of which anyone took. */
export interface Cut {
  readonly name: PlaneName;
  /** Centre of the first pixel of the first slice, patient coordinates, mm. */
  readonly origin: Vector;
  /** Unit vectors. */
  readonly across: Vector;
  readonly down: Vector;
  readonly counted: Vector;
  /** Both ways, so that pixels are square. */
  readonly pixelMm: number;
  readonly sliceMm: number;
  readonly columns: number;
  readonly rows: number;
  readonly slices: number;
  readonly sides: Orientation;
}

/** The most columns or rows of a cut: no screen shows more of a third of it. */
const MOST_PIXELS = 1024;
const ROUNDING = 1e-3;

/** The slices of one plane of the patient that go through a volume, as fine as its voxels are. */
export function cutOf(lattice: Lattice, name: PlaneName): Cut {
  const way = WAYS[name];
  const [width, height, depth] = [way.across, way.down, way.counted].map((axis) => reach(lattice, axis)) as [Reach, Reach, Reach]; // three in, three out
  const finest = Math.min(...edges(lattice).map(length));
  const pixelMm = Math.max(finest, width.span / MOST_PIXELS, height.span / MOST_PIXELS);
  const sliceMm = length(mostAlong(lattice, way.counted));
  const start = [times(way.across, width.low), times(way.down, height.low), times(way.counted, depth.low)];
  return {
    ...way,
    name,
    origin: start.reduce((sum, part) => plus(sum, part), [0, 0, 0]),
    pixelMm,
    sliceMm,
    columns: steps(width.span, pixelMm),
    rows: steps(height.span, pixelMm),
    slices: steps(depth.span, sliceMm),
  };
}

function steps(span: number, step: number): number {
  return Math.floor(span / step + ROUNDING) + 1;
}

interface Reach {
  readonly low: number;
  readonly span: number;
}

function edges({ across, down, through }: Lattice): readonly Vector[] {
  return [across, down, through];
}

/** From the first to the last voxel centre along a direction. */
function reach(lattice: Lattice, axis: Vector): Reach {
  const parts = edges(lattice).map((edge, index) => dot(edge, axis) * ((lattice.size[index] ?? 1) - 1));
  const low = dot(lattice.origin, axis) + parts.reduce((sum, part) => sum + Math.min(part, 0), 0);
  return { low, span: parts.reduce((sum, part) => sum + Math.abs(part), 0) };
}

/** The edge of a voxel that goes most along a direction. */
function mostAlong(lattice: Lattice, axis: Vector): Vector {
  const along = (edge: Vector): number => Math.abs(dot(edge, axis)) / length(edge);
  return edges(lattice).reduce((a, b) => (along(b) > along(a) ? b : a));
}

/** Where a slice's first pixel lies; slices from 1. */
export function sliceOrigin(cut: Cut, slice: number): Vector {
  return plus(cut.origin, times(cut.counted, (slice - 1) * cut.sliceMm));
}

/** Which slice goes through a point of the patient, or the nearest there is. */
export function sliceThrough(cut: Cut, at: Vector): number {
  const depth = dot(at, cut.counted) - dot(cut.origin, cut.counted);
  return Math.min(Math.max(Math.round(depth / cut.sliceMm) + 1, 1), cut.slices);
}

/** Stands for "outside the volume"; exact in 32 bits, and no value of any scanner. */
export const OUTSIDE = -(2 ** 100);

/** A cut as the viewports know stacks: modality values as floats, black where there is nothing. */
export function stackOfCut(volume: Volume, cut: Cut): Stack {
  const { stack, frames } = volume;
  const window = frames[Math.floor(frames.length / 2)]?.window ?? null;
  return {
    ...stack,
    plane: cut.name,
    rows: cut.rows,
    columns: cut.columns,
    dtype: "float32",
    pixelAspect: 1,
    pixelSpacingMm: [cut.pixelMm, cut.pixelMm],
    spacingKind: "patient",
    sliceThicknessMm: null,
    orientation: cut.sides,
    imageOrientation: [...cut.across, ...cut.down],
    frameTimeMs: null,
    voiLut: null,
    padding: [OUTSIDE, OUTSIDE],
    frames: Array.from({ length: cut.slices }, (_, index) => ({
      sop: String(index + 1),
      frame: 1,
      position: sliceOrigin(cut, index + 1),
      slope: 1,
      intercept: 0,
      window,
    })),
  };
}
