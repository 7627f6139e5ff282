import { expect, it } from "vitest";

import { readTheme } from "./theme";

it("keeps to the system where no theme was chosen", () => {
  expect(readTheme("sessionid=b")).toBe("system");
});

it("reads the chosen theme among other cookies", () => {
  expect(readTheme("a=b; readingroom_theme=dark; c=d")).toBe("dark");
});

it("ignores a theme that does not exist", () => {
  expect(readTheme("readingroom_theme=pink")).toBe("system");
});
