import { expect, it } from "vitest";

import { localiseTimes } from "./times";

function told(zone: string): string {
  const time = { dateTime: "2026-03-02T20:00:00Z", textContent: "", title: "", removeAttribute: () => undefined };
  localiseTimes({ querySelectorAll: () => [time] } as unknown as ParentNode, zone);
  return time.textContent;
}

it("tells a moment at the hours that its reader chose", () => {
  expect(told("Asia/Tokyo")).toMatch(/5:00/);
  expect(told("America/New_York")).toMatch(/3:00/);
});

it("tells it at this device's hours where the zone is not known here", () => {
  expect(told("Mars/Base")).toMatch(/2026/);
});
