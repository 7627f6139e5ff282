import type { Viewport } from "./viewport";

/** What takes the film's place for a while, with viewports and keys of its own. */
export interface Guest {
  readonly viewports: readonly Viewport[];
  readonly active: Viewport;
  /**
   * Do what a key stands for: the label of the film's command that has it, if any.
   *
   * Returns "film" where the film itself is to do it, else whether anything was done.
   */
  readonly act: (label: string | null, key: string) => boolean | "film";
}
