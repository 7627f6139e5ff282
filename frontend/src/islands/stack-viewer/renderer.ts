import type { Placement } from "./placement";
import type { Stack, StackFrame } from "./stack";
import type { Values } from "./values";
import type { ToneMap, WindowRange } from "./window-math";

/** One frame and its stored values. */
export interface Picture {
  readonly key: string;
  readonly stack: Stack;
  readonly frame: StackFrame;
  readonly values: Values;
}

/** How the reader wants to see it. */
export interface Look {
  /** The reader's own window; null takes the object's table or window. */
  readonly window: WindowRange | null;
  readonly inverted: boolean;
  readonly smooth: boolean;
}

export interface Renderer {
  readonly kind: "webgl" | "cpu";
  /** Draw into a viewport's canvas; placement in device pixels. Black outside the image. */
  draw(target: CanvasRenderingContext2D, picture: Picture, placed: Placement, look: Look): void;
  dispose(): void;
}

/** The window a frame opens with: its own, else its table's whole input range, else its type's. */
export function openingWindow(stack: Stack, frame: StackFrame): WindowRange {
  if (frame.window) return frame.window;
  if (stack.voiLut) {
    const length = stack.voiLut.data.length;
    return { center: stack.voiLut.first + length / 2, width: Math.max(length, 1) };
  }
  const range = 2 ** Math.min(stack.bitsStored, 16) * frame.slope;
  return { center: range / 2 + frame.intercept, width: Math.max(range, 1) };
}

export function toneMap(stack: Stack, frame: StackFrame, look: Look): ToneMap {
  return {
    slope: frame.slope,
    intercept: frame.intercept,
    modalityLut: stack.modalityLut,
    voiLut: look.window ? null : stack.voiLut,
    window: look.window ?? openingWindow(stack, frame),
    voiFunction: stack.voiFunction,
    inverted: (stack.photometric === "MONOCHROME1") !== look.inverted,
    padding: stack.padding,
  };
}
