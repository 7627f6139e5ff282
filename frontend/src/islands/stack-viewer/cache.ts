import type { Values } from "./values";

/** Decoded frames, least recently used first out, bounded by bytes. */
export class FrameCache {
  readonly #frames = new Map<string, Values>();
  #bytes = 0;

  constructor(readonly capacityBytes: number) {}

  get bytes(): number {
    return this.#bytes;
  }

  has(key: string): boolean {
    return this.#frames.has(key);
  }

  /** The frame, which then counts as just used. */
  get(key: string): Values | undefined {
    const values = this.#frames.get(key);
    if (values) {
      this.#frames.delete(key);
      this.#frames.set(key, values);
    }
    return values;
  }

  /** Keep a frame, and let go of the oldest until all fit. The one just given always stays. */
  put(key: string, values: Values): void {
    this.#drop(key);
    this.#frames.set(key, values);
    this.#bytes += values.byteLength;
    for (const oldest of this.#frames.keys()) {
      if (this.#bytes <= this.capacityBytes || oldest === key) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#frames.get(key)?.byteLength ?? 0;
    this.#frames.delete(key);
  }
}

const MIB = 1024 * 1024;

/** How much to keep, from what the browser says of the machine (GiB, where it says anything). */
export function cacheCapacity(deviceMemoryGib: number | undefined): number {
  if (deviceMemoryGib !== undefined && deviceMemoryGib <= 2) return 128 * MIB;
  if (deviceMemoryGib !== undefined && deviceMemoryGib <= 4) return 256 * MIB;
  return 512 * MIB;
}
