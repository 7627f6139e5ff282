import { cross, dot, minus, times } from "../geometry";
import type { Vector } from "../geometry";
import type { Values } from "../values";
import { OUTSIDE, sliceOrigin } from "./planes";
import type { Cut } from "./planes";
import type { Lattice, Volume } from "./volume";

export const SLAB_MODES = ["mip", "mean", "minip"] as const;
export type SlabMode = (typeof SLAB_MODES)[number];

/** How thick a slice is looked at, mm, and what of its depth counts; 0 mm is a single layer. */
export interface Slab {
  readonly thicknessMm: number;
  readonly mode: SlabMode;
}

/**
 * Modality values at points of the patient, from the eight voxels around each, by distance
 * (trilinear). Between the outermost centres and half a voxel beyond, the outermost count.
 */
export class Sampler {
  readonly #values: readonly Values[];
  readonly #slopes: Float64Array;
  readonly #intercepts: Float64Array;
  readonly #low: number;
  readonly #high: number;
  readonly #inverse: readonly [Vector, Vector, Vector];
  #sum = 0;
  #weight = 0;

  constructor(private readonly volume: Volume) {
    this.#values = volume.values;
    this.#slopes = Float64Array.from(volume.frames, ({ slope }) => slope);
    this.#intercepts = Float64Array.from(volume.frames, ({ intercept }) => intercept);
    [this.#low, this.#high] = volume.stack.padding ?? [Infinity, -Infinity];
    this.#inverse = inverse(volume.lattice);
  }

  /** Column, row and frame, from 0, of a point of the patient. */
  voxelOf(at: Vector): Vector {
    return this.wayOf(minus(at, this.volume.lattice.origin));
  }

  /** The same of a way. */
  wayOf(way: Vector): Vector {
    const [a, b, c] = this.#inverse;
    return [dot(a, way), dot(b, way), dot(c, way)];
  }

  /** The modality value at a voxel coordinate; `OUTSIDE` off the volume, and on padding. */
  at(column: number, row: number, frame: number): number {
    const [columns, rows, frames] = this.volume.lattice.size;
    if (!(within(column, columns) && within(row, rows) && within(frame, frames))) return OUTSIDE;
    const x = inside(column, columns);
    const y = inside(row, rows);
    const z = inside(frame, frames);
    const layer = Math.floor(z);
    this.#sum = this.#weight = 0;
    this.#addLayer(layer, 1 - (z - layer), x, y);
    if (z > layer) this.#addLayer(layer + 1, z - layer, x, y);
    return this.#weight < 0.5 ? OUTSIDE : this.#sum / this.#weight;
  }

  #addLayer(layer: number, share: number, x: number, y: number): void {
    const columns = this.volume.lattice.size[0];
    const [i, j] = [Math.floor(x), Math.floor(y)];
    const [right, below] = [x - i, y - j];
    const first = j * columns + i;
    this.#add(layer, first, share * (1 - right) * (1 - below));
    if (right > 0) this.#add(layer, first + 1, share * right * (1 - below));
    if (below === 0) return;
    this.#add(layer, first + columns, share * (1 - right) * below);
    if (right > 0) this.#add(layer, first + columns + 1, share * right * below);
  }

  /** What is padding weighs nothing, so that it never bleeds into what is not. */
  #add(layer: number, index: number, share: number): void {
    const stored = this.#values[layer]?.[index] ?? 0;
    if (stored >= this.#low && stored <= this.#high) return;
    this.#sum += share * (stored * (this.#slopes[layer] ?? 1) + (this.#intercepts[layer] ?? 0));
    this.#weight += share;
  }
}

/** Half a voxel beyond the outermost centres; a hair more, or rounding would fray the edges. */
const MARGIN = 0.5 + 1e-6;

function within(at: number, count: number): boolean {
  return at >= -MARGIN && at <= count - 1 + MARGIN;
}

/** On a voxel's centre to within rounding counts as being there, so that its value is exact. */
function inside(at: number, count: number): number {
  const near = Math.round(at);
  const snapped = Math.abs(at - near) < 1e-6 ? near : at;
  return Math.min(Math.max(snapped, 0), count - 1);
}

/** Rows that turn a way in mm into one in voxels; the lattice's edges may stand at any angle. */
function inverse({ across, down, through }: Lattice): readonly [Vector, Vector, Vector] {
  const [a, b, c] = [cross(down, through), cross(through, across), cross(across, down)];
  const volume = dot(across, a);
  return [times(a, 1 / volume), times(b, 1 / volume), times(c, 1 / volume)];
}

/** One slice of a cut, row by row; slices from 1. A slab's middle is the slice. */
export function resample(sampler: Sampler, cut: Cut, slice: number, slab: Slab): Float32Array<ArrayBuffer> {
  const made = new Float32Array(cut.columns * cut.rows);
  const start = sampler.voxelOf(sliceOrigin(cut, slice));
  const [ux, uy, uz] = sampler.wayOf(times(cut.across, cut.pixelMm));
  const [vx, vy, vz] = sampler.wayOf(times(cut.down, cut.pixelMm));
  const layers = layersOf(cut, slab).map((depth) => sampler.wayOf(times(cut.counted, depth)));
  const fold = FOLDS[slab.mode];
  let index = 0;
  for (let v = 0; v < cut.rows; v += 1) {
    for (let u = 0; u < cut.columns; u += 1) {
      const [x, y, z] = [start[0] + u * ux + v * vx, start[1] + u * uy + v * vy, start[2] + u * uz + v * vz];
      let [known, count] = [OUTSIDE, 0];
      for (const [dx, dy, dz] of layers) {
        const value = sampler.at(x + dx, y + dy, z + dz);
        if (value === OUTSIDE) continue;
        known = count === 0 ? value : fold(known, value);
        count += 1;
      }
      made[index] = slab.mode === "mean" && count > 0 ? known / count : known;
      index += 1;
    }
  }
  return made;
}

const FOLDS: Readonly<Record<SlabMode, (a: number, b: number) => number>> = {
  mip: (a, b) => (b > a ? b : a),
  minip: (a, b) => (b < a ? b : a),
  mean: (a, b) => a + b,
};

/** How far before and behind the slice a slab looks, mm: once a voxel, evenly about the middle. */
export function layersOf(cut: Cut, { thicknessMm }: Slab): readonly number[] {
  const count = Math.max(Math.round(thicknessMm / cut.sliceMm), 1);
  return Array.from({ length: count }, (_, index) => (index - (count - 1) / 2) * cut.sliceMm);
}

