import { asArray, asNumber, asObject, asString } from "../../runtime/parse";

/** Rows that are written and not committed yet, kept on this device over a reload. */
export type Written = readonly (readonly [name: string, points: string])[];

const PREFIX = "readingroom-unknown/";
const LASTS_MS = 12 * 3600 * 1000;

/** Keep the rows of one stage of one attempt; what is kept of its other stages goes. */
export function keepUncommitted(attempt: string, place: string, rows: Written, store: Storage, now: number): void {
  clearUncommitted(attempt, store);
  try {
    store.setItem(`${PREFIX}${attempt}`, JSON.stringify({ place, rows, at: now }));
  } catch {
    // A device that takes nothing: then a reload begins the stage anew, as it would without this.
  }
}

/** The rows of this stage, if they were kept within the last twelve hours. */
export function uncommitted(attempt: string, place: string, store: Storage, now: number): Written | null {
  const kept = store.getItem(`${PREFIX}${attempt}`);
  if (kept === null) return null;
  try {
    const found = asObject(JSON.parse(kept), "kept");
    const rows = asArray(found["rows"], "rows", (row, where) => {
      const [name, points] = asArray(row, where, asString);
      return [name ?? "", points ?? ""] as const;
    });
    const isFresh = now - asNumber(found["at"], "at") < LASTS_MS;
    return isFresh && found["place"] === place ? rows : null;
  } catch {
    return null;
  }
}

/** Nothing more is kept of an attempt. */
export function clearUncommitted(attempt: string, store: Storage): void {
  store.removeItem(`${PREFIX}${attempt}`);
}

/** What was kept of any attempt too long ago to be gone on with. */
export function sweepUncommitted(store: Storage, now: number): void {
  const names = Array.from({ length: store.length }, (_, at) => store.key(at) ?? "");
  for (const name of names.filter((each) => each.startsWith(PREFIX))) {
    const place = /"at":(\d+)/.exec(store.getItem(name) ?? "");
    if (now - Number(place?.[1] ?? 0) >= LASTS_MS) store.removeItem(name);
  }
}
