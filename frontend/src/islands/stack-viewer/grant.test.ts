import { afterEach, expect, it, vi } from "vitest";

import { Grant } from "./grant";

afterEach(() => { vi.unstubAllGlobals(); });

const SERIES = "/studies/2.25.1/series/2.25.2";

it("puts the newest grant into addresses that hold one, and leaves all others", async () => {
  vi.stubGlobal("document", { addEventListener: () => undefined, cookie: "", querySelector: () => null });
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ roots: { [SERIES]: `/dicomweb/g/new${SERIES}` } })));
  const stop = new AbortController();
  const grant = new Grant("/embed/t/grant/", stop.signal);
  const old = `/dicomweb/g/old${SERIES}/instances/2.25.3/frames/1`;

  expect(grant.fresh(old)).toBe(old);
  expect(await grant.renew()).toBe(true);
  expect(grant.fresh(old)).toBe(`/dicomweb/g/new${SERIES}/instances/2.25.3/frames/1`);
  expect(grant.fresh(`/dicomweb${SERIES}/stacks`)).toBe(`/dicomweb${SERIES}/stacks`);
  expect(grant.fresh("/dicomweb/g/old/studies/2.25.1/series/2.25.9/stacks")).toContain("/g/old/");
  stop.abort();
});
