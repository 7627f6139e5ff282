import { place, times } from "../geometry";
import type { ImagePlane, Vector } from "../geometry";
import type { Sampler } from "../mpr/resample";
import type { Lattice } from "../mpr/volume";
import { length } from "../mpr/volume";

/** How many samples lie over an image, across and down. */
export interface Raster {
  readonly columns: number;
  readonly rows: number;
}

/** Twice as fine as the voxels, and never finer than the image they are laid over. */
export function rasterOver(plane: ImagePlane, { across, down, through }: Lattice): Raster {
  const step = Math.min(...[across, down, through].map(length)) / 2;
  const count = (pixels: number, way: Vector): number => Math.min(Math.max(Math.ceil((pixels * length(way)) / step), 1), pixels);
  return { columns: count(plane.columns, plane.across), rows: count(plane.rows, plane.down) };
}

/** Modality values of a volume where an image lies, row by row, each in the middle of its cell. */
export function valuesOver(sampler: Sampler, plane: ImagePlane, { columns, rows }: Raster): Float32Array<ArrayBuffer> {
  const values = new Float32Array(columns * rows);
  const [wide, tall] = [plane.columns / columns, plane.rows / rows];
  const start = sampler.voxelOf(place(plane, [wide / 2 - 0.5, tall / 2 - 0.5]));
  const [ux, uy, uz] = sampler.wayOf(times(plane.across, wide));
  const [vx, vy, vz] = sampler.wayOf(times(plane.down, tall));
  for (let v = 0; v < rows; v += 1) {
    for (let u = 0; u < columns; u += 1) {
      values[v * columns + u] = sampler.at(start[0] + u * ux + v * vx, start[1] + u * uy + v * vy, start[2] + u * uz + v * vz);
    }
  }
  return values;
}

/** The value at the middle of a pixel of an image, columns and rows from 0. */
export function valueUnder(sampler: Sampler, plane: ImagePlane, column: number, row: number): number {
  const [x, y, z] = sampler.voxelOf(place(plane, [column, row]));
  return sampler.at(x, y, z);
}
