import type { FrameCache } from "../cache";
import { LoadError } from "../loader";
import type { FrameLoader, FrameRef } from "../loader";
import type { Values } from "../values";

/** Who is told of every frame that came, or failed to. */
export type Arrivals = Set<(key: string) => void>;

interface Sources {
  readonly cache: Pick<FrameCache, "get">;
  readonly loader: Pick<FrameLoader, "forget" | "troubleWith" | "wish">;
  readonly arrivals: Arrivals;
}

/**
 * All of these frames, whatever the cache lets go of meanwhile.
 *
 * `progress` is told how many there are, each time there is one more. A signal that
 * ends it counts as a frame that did not arrive.
 *
 * @throws {LoadError} one of them did not arrive.
 */
export function gather(
  refs: readonly FrameRef[],
  { cache, loader, arrivals }: Sources,
  progress: (count: number) => void,
  signal: AbortSignal,
): Promise<readonly Values[]> {
  const viewer = {};
  const got = new Map<string, Values>();
  const missing = (): readonly FrameRef[] => refs.filter(({ key }) => !got.has(key));
  const take = (key: string): void => {
    const values = cache.get(key);
    if (values) got.set(key, values);
  };
  const wanted = new Set(refs.map(({ key }) => key));
  let heard: (key: string) => void = () => undefined;
  return new Promise<readonly Values[]>((resolve, reject) => {
    const look = (): void => {
      progress(got.size);
      const rest = missing();
      const trouble = rest.map(({ key }) => loader.troubleWith(key)).find((each) => each !== undefined);
      if (trouble) reject(new LoadError(trouble));
      else if (rest.length === 0) resolve(refs.flatMap(({ key }) => got.get(key) ?? []));
      else loader.wish(viewer, rest, true);
    };
    heard = (key) => {
      if (!wanted.has(key)) return;
      take(key);
      look();
    };
    signal.addEventListener("abort", () => { reject(new LoadError("network")); }, { once: true });
    arrivals.add(heard);
    refs.forEach(({ key }) => { take(key); });
    look();
  }).finally(() => {
    arrivals.delete(heard);
    loader.forget(viewer);
  });
}
