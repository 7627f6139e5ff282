import { expect, test } from "vitest";

import { placeAt } from "./places";

const MIDDLES = [10, 30, 50, 70];

test.each([[0, 3, 1], [20, 3, 2], [48, 3, 3], [60, 3, 3], [99, 3, 4], [0, 1, 1], [99, 1, 4], [35, 1, 2]])(
  "at %d the entry from place %d lands at %d", (y, from, place) => {
    expect(placeAt(MIDDLES, y, from)).toBe(place);
  });
