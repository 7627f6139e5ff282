import { expect, test } from "vitest";

import { Looks } from "./looks";

function clocked(): { looks: Looks; wait: (seconds: number) => void } {
  let at = 0;
  return { looks: new Looks(() => at), wait: (seconds) => { at += seconds * 1000; } };
}

test("each slice is given the time it stood, coming back included", () => {
  const { looks, wait } = clocked();
  looks.show(7);
  wait(2);
  looks.show(3);
  wait(1);
  looks.show(7);
  wait(0.54);

  expect(looks.all()).toEqual([[3, 1], [7, 2.5]]);
});

test("what was left standing counts for a minute, and nothing while nothing is seen", () => {
  const { looks, wait } = clocked();
  looks.show(1);
  wait(4000);
  looks.show(null);
  wait(50);

  expect(looks.all()).toEqual([[1, 60]]);
});
