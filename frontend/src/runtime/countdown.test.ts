import { expect, test } from "vitest";

import { Countdown, clockWords } from "./countdown";

test.each([[0, "0:00"], [-3, "0:00"], [5, "0:05"], [59.2, "1:00"], [61, "1:01"], [3723, "1:02:03"]])(
  "%j seconds are read as %j", (seconds, words) => {
    expect(clockWords(seconds)).toBe(words);
  });

test("the time goes by the stopwatch, and is what the server says when it says", () => {
  let now = 1_000;
  const countdown = new Countdown(60, () => now);
  now += 15_000;
  expect(countdown.left).toBe(45);
  countdown.set(20);
  now += 30_000;
  expect(countdown.left).toBe(0);
});
