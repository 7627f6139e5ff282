import { asArray, asCount, asNumbers, asObject, asString } from "../../runtime/parse";

/** One mark: slice from 1, column and row in pixels from the outer corner of the first. */
export interface Spot {
  readonly slice: number;
  readonly at_px: readonly [number, number];
}

/** What the film tells of a series' marks; null where it is something else. */
export function parseSpots(detail: unknown): { readonly series: string; readonly spots: readonly Spot[] } | null {
  try {
    const json = asObject(detail, "spots");
    return { series: asString(json["series"], "series"), spots: asArray(json["spots"], "spots", parseSpot) };
  } catch {
    return null;
  }
}

function parseSpot(value: unknown, place: string): Spot {
  const json = asObject(value, place);
  const [x, y] = asNumbers(json["at_px"], `${place}.at_px`, 2);
  return { slice: asCount(json["slice"], `${place}.slice`), at_px: [x ?? 0, y ?? 0] };
}

/** Marks that are not sent yet, for as long as the tab is open: a reload loses none. */
export class Unsent {
  constructor(private readonly name: string) {}

  read(): readonly Spot[] {
    try {
      return asArray(JSON.parse(sessionStorage.getItem(this.name) ?? "[]"), "spots", parseSpot);
    } catch {
      return []; // forbidden, or written by another version
    }
  }

  write(spots: readonly Spot[]): void {
    try {
      sessionStorage.setItem(this.name, JSON.stringify(spots));
    } catch {
      // A full or forbidden storage: the marks last until the page goes.
    }
  }
}
