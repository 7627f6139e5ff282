import { asArray, asNumbers, asObject, asOneOf, asString, asCount } from "../../runtime/parse";
import type { Spot } from "./geometry";
import { MEASURE_KINDS } from "./measuring";
import type { Measure, MeasureKind } from "./measuring";

/** A measurement and the slice it belongs to. */
export interface Placed extends Measure {
  readonly series: string;
  readonly slice: number;
}

/** As much of the browser's storage as is needed. */
export type Store = Pick<Storage, "getItem" | "setItem">;

/**
 * What a reader has measured in a case. It stays in this tab, through a reload, and nowhere else.
 */
export class Measures {
  #all: readonly Placed[];
  #before: (readonly Placed[])[] = [];
  #chosen: Placed | null = null;

  constructor(private readonly key: string, private readonly store: Store | null) {
    this.#all = read(store, key);
  }

  get chosen(): Placed | null { return this.#chosen; }
  get count(): number { return this.#all.length; }
  get canUndo(): boolean { return this.#before.length > 0; }

  on(series: string, slice: number): readonly Placed[] {
    return this.#all.filter((each) => each.series === series && each.slice === slice);
  }

  /** Add one; it is the chosen one from now on. */
  add(measure: Placed): Placed {
    this.#remember();
    return this.#put([...this.#all, measure], measure);
  }

  /** Note how things stand, so that what follows, however many steps, is undone at once. */
  begin(): void {
    this.#remember();
  }

  /** Put one in the place of another. */
  replace(old: Placed, changed: Placed): Placed {
    return this.#put(this.#all.map((each) => (each === old ? changed : each)), changed);
  }

  choose(measure: Placed | null): void {
    this.#chosen = measure;
  }

  remove(measure: Placed): void {
    this.#remember();
    this.#put(this.#all.filter((each) => each !== measure), null);
  }

  clear(): void {
    if (this.#all.length === 0) return;
    this.#remember();
    this.#put([], null);
  }

  /** Take the last change back. */
  undo(): void {
    const before = this.#before.pop();
    if (before) this.#put(before, null);
  }

  #remember(): void {
    this.#before = [...this.#before.slice(-49), this.#all];
  }

  #put<T extends Placed | null>(all: readonly Placed[], chosen: T): T {
    [this.#all, this.#chosen] = [all, chosen];
    try {
      this.store?.setItem(this.key, JSON.stringify(all));
    } catch {
      // A full or forbidden storage: what was drawn lasts until the page goes.
    }
    return chosen;
  }
}

function read(store: Store | null, key: string): readonly Placed[] {
  try {
    return asArray(JSON.parse(store?.getItem(key) ?? "[]"), "measures", parsePlaced);
  } catch {
    return []; // written by another version, or by someone's hand
  }
}

function parsePlaced(value: unknown, place: string): Placed {
  const json = asObject(value, place);
  const spot = (point: unknown, where: string): Spot => {
    const [x, y] = asNumbers(point, where, 2);
    return [x ?? 0, y ?? 0];
  };
  const kind: MeasureKind = asOneOf(json["kind"], `${place}.kind`, MEASURE_KINDS);
  return {
    kind,
    points: asArray(json["points"], `${place}.points`, spot),
    series: asString(json["series"], `${place}.series`),
    slice: asCount(json["slice"], `${place}.slice`),
  };
}

/** The tab's own storage; null where the browser forbids it. */
export function tabStore(): Store | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
