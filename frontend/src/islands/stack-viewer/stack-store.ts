import type { Grant } from "./grant";
import { LoadError, fetchGranted } from "./loader";
import type { Series } from "./props";
import { parseStacks } from "./stack";
import type { Stack } from "./stack";

/** The descriptions of series, fetched once each; a failure is asked again the next time. */
export class StackStore {
  readonly #stacks = new Map<string, Promise<readonly Stack[]>>();

  constructor(
    private readonly grant: Grant,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws {LoadError} */
  async stackOf(series: Series): Promise<Stack> {
    const url = series.stacksUrl;
    let fetching = this.#stacks.get(url);
    if (!fetching) {
      fetching = this.#fetch(url);
      this.#stacks.set(url, fetching);
      fetching.catch(() => this.#stacks.delete(url));
    }
    const stack = (await fetching)[series.stack];
    if (!stack) throw new LoadError("missing");
    return stack;
  }

  async #fetch(url: string): Promise<readonly Stack[]> {
    const response = await fetchGranted(url, this.grant, this.signal, "application/json");
    try {
      return parseStacks(await response.json());
    } catch {
      throw new LoadError("damaged");
    }
  }
}
