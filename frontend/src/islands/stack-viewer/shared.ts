import type { FrameCache } from "./cache";
import type { FrameLoader } from "./loader";
import type { Renderer } from "./renderer";
import type { StackStore } from "./stack-store";

/** What all viewports `V` of a film share. */
export interface SharedBy<V> {
  readonly cache: Pick<FrameCache, "capacityBytes" | "get" | "has">;
  readonly loader: Pick<FrameLoader, "forget" | "retry" | "troubleWith" | "wish">;
  readonly stacks: Pick<StackStore, "stackOf">;
  readonly renderer: () => Renderer;
  /** Is smoothing on, how many viewports are there. */
  readonly smooth: () => boolean;
  /** Draw what lies over the image. */
  readonly drawOver: (viewport: V) => void;
  readonly companions: () => number;
  /** A viewport was given another window, or another part of the image to look at. */
  readonly looked: (viewport: V, what: "window" | "gaze") => void;
  /** A viewport shows a new slice, or looks otherwise. */
  readonly changed: (viewport: V) => void;
}
