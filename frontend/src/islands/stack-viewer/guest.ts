import type { Placement } from "./placement";
import type { Viewport } from "./viewport";

/** What is laid over the images of some viewports, of the film or of who stands in its place. */
export interface Overlay {
  readonly draw: (viewport: Viewport) => void;
  /** Draw it over the viewport's image where that is drawn elsewhere too, placed so. */
  readonly drawInto: (target: CanvasRenderingContext2D, viewport: Viewport, placed: Placement) => void;
  /** What it has at a pixel of the image, from 0: a few words, empty where it has nothing. */
  readonly tell: (viewport: Viewport, column: number, row: number) => string;
}

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
  /** Move the end of what was measured last, or all of it; whether anything was moved. */
  readonly nudge: (dx: number, dy: number, what: "end" | "whole") => boolean;
}
