import { asArray, asObject, asString } from "../../runtime/parse";
import { Kept, ownStore } from "./kept";
import type { Keeping } from "./kept";

interface Keyed {
  readonly label: string;
  readonly keys: readonly string[];
}

type Keys = Readonly<Record<string, readonly string[]>>;

/** Digits are window presets; the others move through the page or belong to the browser. */
const TAKEN = /^([1-9]|tab|escape|shift|control|alt|meta|altgraph|capslock|f\d+|dead|process|unidentified)$/;

/** Which key does what, as the reader wants it. */
export class Keymap {
  readonly #kept: Kept<Keys>;
  readonly #listeners = new Set<() => void>();
  #keys = new Map<string, readonly string[]>();

  constructor(private readonly commands: readonly Keyed[], store: Keeping | null = ownStore()) {
    this.#kept = new Kept("readingroom-keys", parseKeys, store);
    this.#load(this.#kept.read() ?? {});
  }

  #load(changed: Keys): void {
    this.#keys = new Map(this.commands.map(({ label, keys }) => [label, changed[label] ?? keys]));
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  keysOf(label: string): readonly string[] {
    return this.#keys.get(label) ?? [];
  }

  commandOf(key: string): string | null {
    for (const [label, keys] of this.#keys) if (keys.includes(key)) return label;
    return null;
  }

  /** Give a command another first key; whichever had it takes the old one. False where it can't be. */
  change(label: string, key: string): boolean {
    const [old, ...others] = this.keysOf(label);
    if (TAKEN.test(key) || old === undefined) return false;
    const holder = this.commandOf(key);
    if (holder === label) return true;
    if (holder !== null) {
      this.#keys.set(holder, this.keysOf(holder).map((each) => (each === key ? old : each)));
    }
    this.#keys.set(label, [key, ...others]);
    this.#changed();
    return true;
  }

  /** The keys it came with. */
  reset(): void {
    this.#load({});
    this.#changed();
  }

  #changed(): void {
    const changed = this.commands.filter(({ label, keys }) => keys.join(" ") !== this.keysOf(label).join(" "));
    this.#kept.write(Object.fromEntries(changed.map(({ label }) => [label, this.keysOf(label)])));
    for (const listener of this.#listeners) listener();
  }
}

function parseKeys(value: unknown): Keys {
  const json = asObject(value, "keys");
  return Object.fromEntries(Object.keys(json).map((label) => [label, asArray(json[label], label, asString)]));
}
