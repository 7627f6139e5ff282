import type { Placement } from "./placement";
import { toneMap } from "./renderer";
import type { Look, Picture, Renderer } from "./renderer";
import type { Values } from "./values";
import { greyLevel } from "./window-math";
import type { ToneMap } from "./window-math";

/** Draws without WebGL: each frame is windowed once, then scaled by the canvas. Slower, never wrong. */
export class CpuRenderer implements Renderer {
  readonly kind = "cpu";
  readonly #kept = new Map<string, { readonly canvas: HTMLCanvasElement; readonly values: Values }>();

  draw(target: CanvasRenderingContext2D, picture: Picture, placed: Placement, look: Look): void {
    const { width, height } = target.canvas;
    const { rows, columns } = picture.stack;
    target.fillStyle = "#000";
    target.fillRect(0, 0, width, height);
    target.imageSmoothingEnabled = look.smooth;
    target.imageSmoothingQuality = "high";
    const { offsetX, offsetY, scaleX, scaleY } = placed;
    const { a, b, c, d, e, f } = placed.turned;
    target.setTransform(a * scaleX, c * scaleY, b * scaleX, d * scaleY, e * scaleX + offsetX, f * scaleY + offsetY);
    target.drawImage(this.#windowed(picture, look), 0, 0, columns, rows);
    target.resetTransform();
  }

  #windowed(picture: Picture, look: Look): HTMLCanvasElement {
    const range = look.window;
    const key = `${picture.key} ${range?.center ?? ""} ${range?.width ?? ""} ${look.inverted}`;
    const kept = this.#kept.get(key);
    if (kept?.values === picture.values) return kept.canvas;
    const { rows, columns } = picture.stack;
    const canvas = document.createElement("canvas");
    canvas.width = columns;
    canvas.height = rows;
    canvas.getContext("2d")?.putImageData(new ImageData(paint(picture, look), columns, rows), 0, 0);
    this.#kept.set(key, { canvas, values: picture.values });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > 12 && oldest !== undefined) this.#kept.delete(oldest);
    return canvas;
  }

  dispose(): void {
    this.#kept.clear();
  }
}

/** The frame as red, green, blue, opaque, 8 bits each. */
export function paint(picture: Picture, look: Look): Uint8ClampedArray<ArrayBuffer> {
  const { stack, frame } = picture;
  if (stack.samples === 3) return paintRgb(picture, look.inverted);
  if (stack.palette) return paintPalette(picture, look.inverted);
  return paintGrey(picture, toneMap(stack, frame, look));
}

function paintGrey({ values }: Picture, tone: ToneMap): Uint8ClampedArray<ArrayBuffer> {
  const light = new Uint8ClampedArray(values.length * 4).fill(255);
  const greyOf = levels(values, tone);
  values.forEach((stored, index) => {
    const grey = greyOf(stored);
    light[index * 4] = light[index * 4 + 1] = light[index * 4 + 2] = grey;
  });
  return light;
}

/** Whole numbers come again and again, so that each is windowed once; of others hardly any two are alike. */
function levels(values: Values, tone: ToneMap): (stored: number) => number {
  if (values instanceof Float32Array || values instanceof Float64Array) return (stored) => greyLevel(stored, tone);
  const known = new Map<number, number>();
  return (stored) => {
    const kept = known.get(stored);
    if (kept !== undefined) return kept;
    const grey = greyLevel(stored, tone);
    known.set(stored, grey);
    return grey;
  };
}

function paintRgb({ values, stack }: Picture, inverted: boolean): Uint8ClampedArray<ArrayBuffer> {
  const light = new Uint8ClampedArray((values.length / 3) * 4).fill(255);
  const full = 2 ** stack.bitsStored - 1;
  values.forEach((value, index) => {
    const level = (255 * value) / full;
    light[Math.floor(index / 3) * 4 + (index % 3)] = inverted ? 255 - level : level;
  });
  return light;
}

function paintPalette({ values, stack }: Picture, inverted: boolean): Uint8ClampedArray<ArrayBuffer> {
  const light = new Uint8ClampedArray(values.length * 4).fill(255);
  const { rgba, first } = stack.palette ?? { rgba: new Uint8Array(4), first: 0 };
  const last = rgba.length / 4 - 1;
  values.forEach((value, index) => {
    const from = Math.min(Math.max(value - first, 0), last) * 4;
    for (let channel = 0; channel < 3; channel += 1) {
      const level = rgba[from + channel] ?? 0;
      light[index * 4 + channel] = inverted ? 255 - level : level;
    }
  });
  return light;
}
