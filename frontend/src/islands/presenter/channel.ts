import { asCount, asNumber, asObject, asOneOf } from "../../runtime/parse";
import type { Position } from "./position";

export type Wish = "next" | "previous" | "blank";
const WISHES: readonly Wish[] = ["next", "previous", "blank"];

export interface Standing extends Position {
  readonly isBlank: boolean;
}

interface Ears {
  readonly at?: (standing: Standing) => void;
  readonly wish?: (wish: Wish) => void;
  readonly hello?: () => void;
}

/** What the two windows of a lecture tell each other; both are of one browser and one person. */
export class Channel {
  readonly #channel: BroadcastChannel;

  constructor(key: string, ears: Ears, signal: AbortSignal) {
    this.#channel = new BroadcastChannel(`readingroom-present-${key}`);
    this.#channel.addEventListener("message", (event: MessageEvent<unknown>) => { hear(event.data, ears); });
    signal.addEventListener("abort", () => { this.#channel.close(); });
  }

  at(standing: Standing): void { this.#channel.postMessage({ kind: "at", ...standing }); }

  wish(wish: Wish): void { this.#channel.postMessage({ kind: "wish", wish }); }

  hello(): void { this.#channel.postMessage({ kind: "hello" }); }
}

function hear(data: unknown, ears: Ears): void {
  const json = asObject(data, "message");
  if (json["kind"] === "at") {
    ears.at?.({ number: asCount(json["number"], "number"), step: asNumber(json["step"], "step"), isBlank: json["isBlank"] === true });
  } else if (json["kind"] === "wish") ears.wish?.(asOneOf(json["wish"], "wish", WISHES));
  else ears.hello?.();
}
