import type { Spot } from "./geometry";

/** How an image lies on the screen: mirrored first, then turned clockwise by quarters. */
export interface Turn {
  readonly quarters: 0 | 1 | 2 | 3;
  readonly flipped: boolean;
}

export const UPRIGHT: Turn = { quarters: 0, flipped: false };

/** From image pixels to those of the turned image: u = a·x + b·y + e, v = c·x + d·y + f. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export const SAME: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

export function turnedBy(turn: Turn, quarters: 1 | -1): Turn {
  const next = (turn.quarters + quarters + 4) % 4;
  return { ...turn, quarters: next === 1 || next === 2 || next === 3 ? next : 0 };
}

/** Mirror what is seen, left for right: under a quarter turn that is the image's top and bottom. */
export function mirrored(turn: Turn): Turn {
  const quarters = turn.quarters === 1 ? 3 : turn.quarters === 3 ? 1 : turn.quarters;
  return { quarters, flipped: !turn.flipped };
}

export function isOnSide({ quarters }: Turn): boolean {
  return quarters % 2 === 1;
}

/** For an image of so many columns and rows. */
export function affineOf({ quarters, flipped }: Turn, columns: number, rows: number): Affine {
  const [sign, start] = flipped ? [-1, columns] : [1, 0]; // x becomes sign · x + start
  switch (quarters) {
    case 0:
      return { a: sign, b: 0, c: 0, d: 1, e: start, f: 0 };
    case 1:
      return { a: 0, b: -1, c: sign, d: 0, e: rows, f: start };
    case 2:
      return { a: -sign, b: 0, c: 0, d: -1, e: columns - start, f: rows };
    case 3:
      return { a: 0, b: 1, c: -sign, d: 0, e: 0, f: columns - start };
  }
}

export function forward({ a, b, c, d, e, f }: Affine, [x, y]: Spot): Spot {
  return [a * x + b * y + e, c * x + d * y + f];
}

/** Turns and mirrors undo themselves by their transpose. */
export function backward({ a, b, c, d, e, f }: Affine, [u, v]: Spot): Spot {
  return [a * (u - e) + c * (v - f), b * (u - e) + d * (v - f)];
}

type Sides<T> = Readonly<Record<"left" | "right" | "top" | "bottom", T>>;

/** What stands at each side of the screen, from what stands at each side of the image. */
export function turnedSides<T>(sides: Sides<T>, { quarters, flipped }: Turn): Sides<T> {
  const { left, right, top, bottom } = sides;
  const around = flipped ? [top, left, bottom, right] : [top, right, bottom, left]; // clockwise
  const at = (place: number): T => around[(place - quarters + 4) % 4] ?? top;
  return { top: at(0), right: at(1), bottom: at(2), left: at(3) };
}
