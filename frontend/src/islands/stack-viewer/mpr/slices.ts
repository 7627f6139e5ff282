import type { Values } from "../values";
import type { Cut } from "./planes";
import { Sampler, resample } from "./resample";
import type { Slab } from "./resample";
import type { Volume } from "./volume";

/** How many slices of each cut are kept: enough to go back and forth. */
const KEPT = 8;

/** The slices of a volume's cuts, made when they are asked for. */
export class SliceMaker {
  readonly #sampler: Sampler;
  readonly #kept = new Map<string, Values>();

  constructor(readonly volume: Volume) {
    this.#sampler = new Sampler(volume);
  }

  /** Where a point of the patient lies, in frames of the volume's own stack, from 0. */
  frameAt(at: readonly [number, number, number]): number {
    return this.#sampler.voxelOf(at)[2];
  }

  slice(cut: Cut, slice: number, slab: Slab): Values {
    const key = `${cut.name} ${slice} ${slab.thicknessMm} ${slab.mode}`;
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const made = resample(this.#sampler, cut, slice, slab);
    this.#kept.set(key, made);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT * 3 && oldest !== undefined) this.#kept.delete(oldest);
    return made;
  }
}
