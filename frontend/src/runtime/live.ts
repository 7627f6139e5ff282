import { asArray, asNumber, asObject, asString } from "./parse";

/** One submission as the server tells it, about once a second while it changes. */
export interface Told {
  readonly key: string;
  readonly state: string;
  readonly stage: string;
  readonly arrived: number;
  readonly files: number;
  readonly done: number;
  readonly share: number;
  readonly totals: Readonly<Record<string, number>>;
  readonly letters: string;
  readonly version: string;
  readonly words: string;
}

export function parseTold(text: string): readonly Told[] {
  return asArray(JSON.parse(text), "told", (item, place) => {
    const found = asObject(item, place);
    const number = (name: string): number => asNumber(found[name], `${place}.${name}`);
    const words = (name: string): string => asString(found[name] ?? "", `${place}.${name}`);
    const totals = asObject(found["totals"], `${place}.totals`);
    return {
      key: words("key"), state: words("state"), stage: words("stage"),
      arrived: number("arrived"), files: number("files"), done: number("done"), share: number("share"),
      totals: Object.fromEntries(Object.entries(totals).map(([name, value]) => [name, asNumber(value, name)])),
      letters: words("letters"), version: words("version"), words: words("words"),
    };
  });
}

/** Listen until `signal` ends it; `lost` is called once the server will not tell any more. */
export function listen(url: string, heard: (told: readonly Told[]) => void, lost: () => void, signal: AbortSignal): void {
  const source = new EventSource(url);
  source.addEventListener("message", (event) => { heard(parseTold(String(event.data))); });
  source.addEventListener("error", () => {
    // A line that broke is opened again by the browser; one that was refused is not.
    if (source.readyState === EventSource.CLOSED) lost();
  });
  signal.addEventListener("abort", () => { source.close(); });
}
