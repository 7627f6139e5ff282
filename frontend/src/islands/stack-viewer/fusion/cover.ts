import { make } from "../../../runtime/dom";
import type { Film } from "../film";
import { imagePlane } from "../geometry";
import { OUTSIDE } from "../mpr/planes";
import { Sampler } from "../mpr/resample";
import type { Volume } from "../mpr/volume";
import type { Placement } from "../placement";
import { openingWindow } from "../renderer";
import type { Picture } from "../renderer";
import type { SeriesView } from "../series-view";
import type { Stack } from "../stack";
import { tellValue } from "../told";
import type { Viewport } from "../viewport";
import type { WindowRange } from "../window-math";
import { paintValues } from "./colours";
import { rasterOver, valueUnder, valuesOver } from "./sample";

/** What PET of the body is usually looked at with, SUV. */
const USUAL_SUV = 7;
const KEPT = 12;

/** The colours of a PET over the images of one series, and over the planes made of it. */
export class Cover {
  readonly #sampler: Sampler;
  readonly #canvases = new Map<Viewport, HTMLCanvasElement>();
  readonly #kept = new Map<string, HTMLCanvasElement>();
  readonly #listeners = new Set<() => void>();
  #followed = "";
  opacity = 0.6;

  constructor(
    private readonly film: Film,
    private readonly base: string,
    readonly pet: SeriesView,
    private readonly volume: Volume,
  ) {
    this.#sampler = new Sampler(volume);
  }

  /** The PET's own, which its own viewport shares; in modality units. */
  get range(): WindowRange {
    return this.pet.window ?? usualRange(this.volume.stack);
  }

  setRange(range: WindowRange): void {
    this.pet.window = range;
    this.#changed();
  }

  setOpacity(share: number): void {
    this.opacity = Math.min(Math.max(share, 0), 1);
    this.#changed();
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #changed(): void {
    for (const viewport of (this.film.guest ?? this.film).viewports) viewport.schedule();
    for (const listener of this.#listeners) listener();
  }

  /** Is this a viewport of the images it belongs to, or of a plane made of them. */
  #covers({ view: { series } }: Viewport): boolean {
    return series.id === this.base || series.id.startsWith(`${this.base} `);
  }

  draw(viewport: Viewport): void {
    if (viewport.view === this.pet) this.#follow();
    const canvas = this.#canvasOf(viewport);
    const { width, height } = viewport.parts.canvas;
    [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext("2d");
    canvas.hidden = !context || !this.drawInto(context, viewport, viewport.placement());
  }

  /** Draw it as the viewport's image is placed there; whether there was anything to draw. */
  drawInto(target: CanvasRenderingContext2D, viewport: Viewport, placed: Placement): boolean {
    const { picture } = viewport;
    const colours = picture && this.#covers(viewport) ? this.#coloursOver(picture) : null;
    if (!picture || !colours) return false;
    target.save();
    lay(target, placed);
    target.globalAlpha = this.opacity;
    target.imageSmoothingEnabled = this.film.smooth;
    target.drawImage(colours, 0, 0, picture.stack.columns, picture.stack.rows);
    target.restore();
    return true;
  }

  /** The PET was given another window where it is shown itself: it has that here too. */
  #follow(): void {
    const now = JSON.stringify(this.range);
    if (now === this.#followed) return;
    this.#followed = now;
    this.#changed();
  }

  #canvasOf(viewport: Viewport): HTMLCanvasElement {
    const known = this.#canvases.get(viewport);
    if (known) return known;
    const canvas = make("canvas", { class: "fused", "aria-hidden": "true" });
    viewport.parts.canvas.after(canvas);
    this.#canvases.set(viewport, canvas);
    return canvas;
  }

  #coloursOver({ key, stack, frame }: Picture): HTMLCanvasElement | null {
    const { center, width } = this.range;
    const name = `${key} ${center} ${width}`;
    const kept = this.#kept.get(name);
    if (kept) return kept;
    const plane = imagePlane(stack, frame);
    if (!plane) return null;
    const raster = rasterOver(plane, this.volume.lattice);
    const canvas = make("canvas", { width: raster.columns, height: raster.rows });
    const light = paintValues(valuesOver(this.#sampler, plane, raster), this.range);
    canvas.getContext("2d")?.putImageData(new ImageData(light, raster.columns, raster.rows), 0, 0);
    this.#kept.set(name, canvas);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return canvas;
  }

  tell(viewport: Viewport, column: number, row: number): string {
    const { picture } = viewport;
    const plane = picture && this.#covers(viewport) ? imagePlane(picture.stack, picture.frame) : null;
    const value = plane ? valueUnder(this.#sampler, plane, column, row) : OUTSIDE;
    return value === OUTSIDE ? "" : `PET ${tellValue(value, this.volume.stack, this.range.width)}`;
  }

  dispose(): void {
    for (const canvas of this.#canvases.values()) canvas.remove();
  }
}

function usualRange(stack: Stack): WindowRange {
  const factor = stack.suv?.factor ?? null;
  if (factor !== null) return { center: USUAL_SUV / 2 / factor, width: USUAL_SUV / factor };
  const frame = stack.frames[Math.floor(stack.frames.length / 2)] ?? stack.frames[0];
  return frame ? openingWindow(stack, frame) : { center: 0.5, width: 1 };
}

/** As the renderers lay an image: turned, then scaled and shifted. */
function lay(context: CanvasRenderingContext2D, { turned: { a, b, c, d, e, f }, scaleX, scaleY, offsetX, offsetY }: Placement): void {
  context.setTransform(a * scaleX, c * scaleY, b * scaleX, d * scaleY, e * scaleX + offsetX, f * scaleY + offsetY);
}
