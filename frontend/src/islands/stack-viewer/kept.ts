import { keptInProfile } from "../../runtime/kept-names";
import { asArray, asNumber, asObject, asString } from "../../runtime/parse";
import type { Preset } from "./stack";

/** As much of the browser's storage as is needed. */
export type Keeping = Pick<Storage, "getItem" | "setItem">;

/** What a reader has chosen for all cases, in this browser; null where it forbids keeping. */
export function ownStore(): Keeping | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** One value under one name; what can't be read counts as nothing, what can't be kept is lost. */
export class Kept<T> {
  constructor(
    private readonly name: string,
    private readonly parse: (value: unknown) => T,
    private readonly store: Keeping | null = ownStore(),
    private readonly usual: (name: string) => unknown = keptInProfile,
  ) {}

  read(): T | null {
    try {
      const text = this.store?.getItem(this.name);
      if (text !== null && text !== undefined) return this.parse(JSON.parse(text));
      const usual = this.usual(this.name);
      return usual === null || usual === undefined ? null : this.parse(usual);
    } catch {
      return null; // written by another version, or by someone's hand
    }
  }

  write(value: T): void {
    try {
      this.store?.setItem(this.name, JSON.stringify(value));
    } catch {
      // A full or forbidden storage: the choice lasts until the page goes.
    }
  }
}

/** The most own presets for one modality: the keys 1 to 9 hold them and the object's. */
const MOST = 9;

/** A reader's own windows for one modality. */
export class OwnPresets {
  readonly #kept: Kept<readonly Preset[]>;
  #all: readonly Preset[];

  constructor(modality: string, store: Keeping | null = ownStore()) {
    this.#kept = new Kept(`readingroom-presets-${modality}`, parsePresets, store);
    this.#all = this.#kept.read() ?? [];
  }

  get all(): readonly Preset[] { return this.#all; }

  /** Keep a window, or forget one that is kept already. */
  toggle({ center, width }: Omit<Preset, "label">): void {
    const others = this.#all.filter((each) => each.center !== center || each.width !== width);
    const label = `Own: W ${Math.round(width)} L ${Math.round(center)}`;
    const isNew = others.length === this.#all.length;
    this.#all = isNew ? [...others, { label, center, width }].slice(-MOST) : others;
    this.#kept.write(this.#all);
  }
}

function parsePresets(value: unknown): readonly Preset[] {
  return asArray(value, "presets", (item, place) => {
    const json = asObject(item, place);
    return {
      label: asString(json["label"], place),
      center: asNumber(json["center"], place),
      width: asNumber(json["width"], place),
    };
  });
}
