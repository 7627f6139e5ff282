import { expect, it } from "vitest";

const SOURCES = import.meta.glob<string>("../**/*.ts", { query: "?raw", import: "default", eager: true });

/** What each source file imports of ours, as paths below src. */
function importsOf(): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(SOURCES).map(([path, text]) => {
      const base = new URL(path, "file:///src/architecture/").pathname;
      const names = [...text.matchAll(/^import [^;]*?from "(\.[^"]+)"/gms)].map(([, name]) => name ?? "");
      return [base, names.map((name) => `${new URL(name, `file://${base}`).pathname}.ts`)];
    }),
  );
}

it("has no circle of imports between files, types included", () => {
  const graph = importsOf();
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) throw new Error([...trail, file].join(" -> "));
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  expect(graph.size).toBeGreaterThan(20);
  for (const file of graph.keys()) visit(file, []);
});

it("keeps islands strangers to each other", () => {
  for (const [file, imports] of importsOf()) {
    const island = /\/islands\/([^/]+)\//.exec(file)?.[1];
    const others = imports.map((path) => /\/islands\/([^/]+)\//.exec(path)?.[1]).filter((name) => name !== undefined);
    if (island !== undefined) expect(others.filter((name) => name !== island), file).toEqual([]);
  }
});
