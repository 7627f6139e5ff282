/** What an island is: mount into an element, hand back the way to undo it. */
export interface Island {
  mount(root: HTMLElement, props: unknown): () => void;
}

export type Loader = () => Promise<{ default: Island }>;

const undo = new WeakMap<Element, () => void>();

/** Mount every `[data-island]` under `scope` that is not mounted yet. */
export async function mountIslands(
  scope: ParentNode,
  loaders: Readonly<Record<string, Loader>>,
): Promise<void> {
  const roots = [...scope.querySelectorAll<HTMLElement>("[data-island]:not([data-island-state])")];
  if (scope instanceof HTMLElement && scope.matches("[data-island]:not([data-island-state])")) {
    roots.push(scope);
  }
  await Promise.all(roots.map((root) => mountOne(root, loaders[root.dataset["island"] ?? ""])));
}

/** One island that fails leaves its server-rendered content and its neighbours alone. */
async function mountOne(root: HTMLElement, load: Loader | undefined): Promise<void> {
  root.dataset["islandState"] = "loading";
  try {
    if (!load) throw new Error("no such island");
    const props: unknown = JSON.parse(propsSource(root) ?? "null");
    const { default: island } = await load();
    if (!root.isConnected) return;
    undo.set(root, island.mount(root, props));
    root.dataset["islandState"] = "ready";
  } catch (error) {
    root.dataset["islandState"] = "failed";
    console.error(`island ${root.dataset["island"] ?? "?"}`, error);
  }
}

function propsSource(root: HTMLElement): string | null {
  return document.getElementById(root.dataset["props"] ?? "")?.textContent ?? null;
}

/** Undo the islands in an element before it leaves the page; safe to call twice. */
export function unmountIslands(scope: Element): void {
  for (const root of [scope, ...scope.querySelectorAll("[data-island]")]) {
    undo.get(root)?.();
    undo.delete(root);
  }
}
