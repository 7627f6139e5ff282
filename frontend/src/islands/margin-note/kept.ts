import { asNumber, asObject, asString } from "../../runtime/parse";

/** A note that is not at the library yet: what was typed, and the version it was begun on. */
export interface Waiting {
  readonly text: string;
  readonly version: number;
}

const PREFIX = "readingroom-note/";

/** What waits on this device under a name; null where nothing does, or it can't be read. */
export function waitingUnder(name: string, store: Storage): Waiting | null {
  const kept = store.getItem(PREFIX + name);
  if (kept === null) return null;
  try {
    const found = asObject(JSON.parse(kept), "note");
    return { text: asString(found["text"], "text"), version: asNumber(found["version"], "version") };
  } catch {
    store.removeItem(PREFIX + name);
    return null;
  }
}

/** Keep it on this device until the library has it; false where the device takes nothing. */
export function keepWaiting(name: string, waiting: Waiting, store: Storage): boolean {
  try {
    store.setItem(PREFIX + name, JSON.stringify(waiting));
    return true;
  } catch {
    return false;
  }
}

export function dropWaiting(name: string, store: Storage): void {
  store.removeItem(PREFIX + name);
}

/** Two notes as one, as the library puts them together: what begins with the other is it, longer. */
export function joined(theirs: string, ours: string): string {
  if (!theirs || ours.startsWith(theirs)) return ours;
  return theirs.startsWith(ours) ? theirs : `${theirs}\n\n${ours}`;
}
