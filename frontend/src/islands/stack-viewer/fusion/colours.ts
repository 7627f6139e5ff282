import { OUTSIDE } from "../mpr/planes";
import { windowed } from "../window-math";
import type { WindowRange } from "../window-math";

/** What the colours are called (PS3.6 Annex B.1.1, where they are listed one by one). */
export const SCALE_NAME = "hot iron";
/** Below this share of the window the images under it show through more and more. */
const CLEAR_BELOW = 0.25;

/** Red, green, blue of a share of the window, 0 to 255: by way of red and orange to white. */
export function hotIron(share: number): readonly [number, number, number] {
  const at = Math.round(255 * share);
  const level = (value: number): number => Math.min(Math.max(value, 0), 255);
  return [level(2 * at), level(2 * (at - 128)), level(4 * (at - 192))];
}

/** Values as colours: red, green, blue and opaqueness, 8 bits each; nothing where there is none. */
export function paintValues(values: Float32Array, range: WindowRange): Uint8ClampedArray<ArrayBuffer> {
  const light = new Uint8ClampedArray(values.length * 4);
  values.forEach((value, index) => {
    if (value === OUTSIDE) return;
    const share = windowed(value, range, "LINEAR_EXACT");
    light.set(hotIron(share), index * 4);
    light[index * 4 + 3] = 255 * Math.min(share / CLEAR_BELOW, 1);
  });
  return light;
}
