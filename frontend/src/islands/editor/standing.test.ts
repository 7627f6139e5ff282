import { expect, it } from "vitest";

import { byMessage } from "./standing";

it("says once what is missing in several places", () => {
  const remark = (address: string, message: string) => ({ address, message, why: "" });
  const all = [remark("a", "Choose a key image."), remark("b", "Write."), remark("c", "Choose a key image.")];
  expect(byMessage(all)).toEqual([[all[0], 2], [all[1], 1]]);
});
