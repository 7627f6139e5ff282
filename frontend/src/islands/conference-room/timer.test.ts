import { expect, it } from "vitest";

import { inWords } from "./timer";

it("counts whole seconds down to the end and then says so", () => {
  expect([61_000, 60_000, 59_001, 1, 0, -5000].map(inWords)).toEqual(["1:01", "1:00", "1:00", "0:01", "Time is up", "Time is up"]);
});
