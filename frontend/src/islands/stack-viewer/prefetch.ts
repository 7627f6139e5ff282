/** Which way the reader goes through the stack: up in number, down, or not yet known. */
export type Direction = 1 | -1 | 0;

/**
 * The order to fetch a stack in, numbers from 1: where the reader is, then outwards.
 *
 * With a direction, two slices ahead come for each one behind.
 *
 * @param limit how many to name at most, at least 1.
 */
export function fetchOrder(
  current: number,
  count: number,
  direction: Direction,
  limit = count,
): readonly number[] {
  const order = [current];
  const ahead = direction === -1 ? -1 : 1;
  const perTurn = direction === 0 ? 1 : 2;
  let forward = current + ahead;
  let backward = current - ahead;
  const inside = (slice: number): boolean => slice >= 1 && slice <= count;
  while (order.length < limit && (inside(forward) || inside(backward))) {
    for (let i = 0; i < perTurn && inside(forward); i += 1, forward += ahead) order.push(forward);
    if (inside(backward)) order.push(backward);
    backward -= ahead;
  }
  return order.slice(0, limit);
}

/** One thing wanted, by one viewport. */
export interface Wish {
  readonly key: string;
  /** 0 is what should be on screen now. */
  readonly rank: number;
}

/** Merge the wishes of several viewports; the active one's count for double. */
export function mergeWishes(
  lists: readonly { readonly keys: readonly string[]; readonly active: boolean }[],
): readonly Wish[] {
  const best = new Map<string, number>();
  for (const { keys, active } of lists) {
    keys.forEach((key, index) => {
      const rank = active ? index : index * 2;
      best.set(key, Math.min(rank, best.get(key) ?? Infinity));
    });
  }
  return [...best].map(([key, rank]) => ({ key, rank })).sort((a, b) => a.rank - b.rank);
}
