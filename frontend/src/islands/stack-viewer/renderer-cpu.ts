import type { Placement } from "./placement";
import { toneMap } from "./renderer";
import type { Look, Picture, Renderer } from "./renderer";
import type { Values } from "./values";
import { greyLevel } from "./window-math";
import type { ToneMap } from "./window-math";

/**
 * Draws without a graphics card: each frame is windowed once, then scaled by the canvas.
 *
 * Between pixels it mixes grey levels, where WebGL mixes values and windows them then.
 */
export class CpuRenderer implements Renderer {
  readonly kind = "cpu";
  readonly #levels = new Levels();
  readonly #kept = new Map<string, { readonly canvas: HTMLCanvasElement; readonly values: Values }>();

  draw(target: CanvasRenderingContext2D, picture: Picture, placed: Placement, look: Look): void {
    const { width, height } = target.canvas;
    const { rows, columns } = picture.stack;
    target.fillStyle = "#000";
    target.fillRect(0, 0, width, height);
    target.imageSmoothingEnabled = look.smooth;
    target.imageSmoothingQuality = "medium"; // enlarged: between the neighbours, never beyond them
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
    canvas.getContext("2d")?.putImageData(new ImageData(paint(picture, look, this.#levels), columns, rows), 0, 0);
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
function paint(picture: Picture, look: Look, levels: Levels): Uint8ClampedArray<ArrayBuffer> {
  const { stack, frame } = picture;
  if (stack.samples === 3) return paintRgb(picture, look.inverted);
  if (stack.palette) return paintPalette(picture, look.inverted);
  return paintGrey(picture, levels.of(picture.values, toneMap(stack, frame, look)));
}

function paintGrey({ values }: Picture, greyOf: (stored: number) => number): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint32Array(values.length);
  for (let at = 0; at < values.length; at += 1) pixels[at] = OPAQUE + GREY * greyOf(values[at] ?? 0);
  return new Uint8ClampedArray(pixels.buffer);
}

/** Of a pixel's four bytes, red first: every machine that has a browser counts from the little end. */
const OPAQUE = 0xff000000;
const GREY = 0x00010101;
const LOWEST = -(2 ** 15);
const HIGHEST = 2 ** 16;

/** What values become. Those of 8 and 16 bits are reckoned once, and kept while the tone is: a reader scrolls. */
class Levels {
  #tone: ToneMap | null = null;
  /** By value, counted from LOWEST; below nought is not reckoned yet. */
  readonly #known = new Int16Array(HIGHEST - LOWEST).fill(-1);

  of(values: Values, tone: ToneMap): (stored: number) => number {
    if (values.BYTES_PER_ELEMENT > 2) return (stored) => greyLevel(stored, tone);
    const known = this.#known;
    if (!this.#tone || !isSameTone(this.#tone, tone)) known.fill(-1);
    this.#tone = tone;
    return (stored) => {
      const kept = known[stored - LOWEST] ?? -1;
      return kept < 0 ? (known[stored - LOWEST] = greyLevel(stored, tone)) : kept;
    };
  }
}

function isSameTone(a: ToneMap, b: ToneMap): boolean {
  const { window: one, ...others } = a;
  const { window: other } = b;
  const names = Object.keys(others) as (keyof typeof others)[]; // of the very same interface
  return one.center === other.center && one.width === other.width && names.every((name) => a[name] === b[name]);
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
