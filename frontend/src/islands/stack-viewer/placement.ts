import type { Spot } from "./geometry";
import { SAME, backward, forward } from "./turning";
import type { Affine } from "./turning";

/** How a reader looks at an image: what of it is in the middle, and how large. */
export interface Gaze {
  /** 1 shows the whole image as large as it fits. */
  readonly zoom: number;
  /** The point of the image in the middle of the viewport, as shares of its width and height. */
  readonly centerX: number;
  readonly centerY: number;
}

export const WHOLE: Gaze = { zoom: 1, centerX: 0.5, centerY: 0.5 };

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * From image pixels (outer corner of the first is 0, 0) to pixels of the viewport: turned first,
 * then scaled and shifted.
 */
export interface Placement {
  readonly turned: Affine;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

export const MAX_ZOOM = 32;
export const MIN_ZOOM = 0.25;

/** The size an image takes on a screen with square pixels, in columns. */
export function shape(rows: number, columns: number, pixelAspect: number): Size {
  return { width: columns, height: rows * pixelAspect };
}

export function fitScale(image: Size, view: Size): number {
  return Math.min(view.width / image.width, view.height / image.height);
}

/** Place an image; its size and aspect (height over width of a pixel) are those of the turned one. */
export function place(gaze: Gaze, image: Size, view: Size, pixelAspect: number, turned: Affine = SAME): Placement {
  const scale = fitScale(image, view) * gaze.zoom;
  return {
    turned,
    scaleX: scale,
    scaleY: scale * pixelAspect,
    offsetX: view.width / 2 - gaze.centerX * image.width * scale,
    offsetY: view.height / 2 - gaze.centerY * image.height * scale,
  };
}

export function toView(spot: Spot, { turned, scaleX, scaleY, offsetX, offsetY }: Placement): Spot {
  const [u, v] = forward(turned, spot);
  return [offsetX + u * scaleX, offsetY + v * scaleY];
}

export function toImage({ x, y }: Point, { turned, scaleX, scaleY, offsetX, offsetY }: Placement): Spot {
  return backward(turned, [(x - offsetX) / scaleX, (y - offsetY) / scaleY]);
}

/** Zoom by a factor and keep the point under the pointer where it is. */
export function zoomAt(gaze: Gaze, factor: number, at: Point, image: Size, view: Size): Gaze {
  const zoom = Math.min(Math.max(gaze.zoom * factor, MIN_ZOOM), MAX_ZOOM);
  const fit = fitScale(image, view);
  const shift = 1 / (fit * gaze.zoom) - 1 / (fit * zoom);
  return {
    zoom,
    centerX: gaze.centerX + ((at.x - view.width / 2) * shift) / image.width,
    centerY: gaze.centerY + ((at.y - view.height / 2) * shift) / image.height,
  };
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Move the image with the pointer; its middle may not leave the viewport by more than half. */
export function panBy(gaze: Gaze, dx: number, dy: number, image: Size, view: Size): Gaze {
  const scale = fitScale(image, view) * gaze.zoom;
  const keep = (share: number): number => Math.min(Math.max(share, -0.25), 1.25);
  return {
    zoom: gaze.zoom,
    centerX: keep(gaze.centerX - dx / (image.width * scale)),
    centerY: keep(gaze.centerY - dy / (image.height * scale)),
  };
}

/** The pixel of the image under a point of the viewport; null outside the image. */
export function pixelAt(at: Point, placed: Placement, rows: number, columns: number): Point | null {
  const [x, y] = toImage(at, placed).map(Math.floor) as [number, number]; // two in, two out
  return x >= 0 && y >= 0 && x < columns && y < rows ? { x, y } : null;
}

/** The least share of an image's width that may show when a tall image is first hung. */
const LEAST_SHOWN = 0.62;

/** Fill a narrow viewport with a long-axis image, whose edges are air, rather than float in black. */
export function openingGaze(image: Size, view: Size, plane: string | null, hug: Side | null = null): Gaze {
  if (hug) return gazeAt(hug, image, view);
  if (plane !== "sagittal") return WHOLE;
  const cover = Math.max(view.width / image.width, view.height / image.height);
  const zoom = Math.min(cover / fitScale(image, view), 1 / LEAST_SHOWN);
  const narrow = view.width / view.height < image.width / image.height;
  return narrow ? { ...WHOLE, zoom } : WHOLE;
}

/** The sides of a viewport an image can open at. */
export type Side = "left" | "right";

/** The whole image, against one side of the viewport. */
function gazeAt(side: Side, image: Size, view: Size): Gaze {
  const half = view.width / (2 * fitScale(image, view) * image.width);
  return { ...WHOLE, centerX: side === "left" ? half : 1 - half };
}

/** Ways to hang viewports: columns and rows of a grid, and whether the first spans two rows. */
export interface Hanging {
  readonly name: "1" | "1x2" | "2x1" | "1x3" | "3x1" | "1+2" | "2x2" | "3x2" | "3x3";
  readonly cells: readonly (readonly [widthShare: number, heightShare: number])[];
}

const THIRD = 1 / 3;
const HALF = 0.5;
const HANGINGS: readonly Hanging[] = [
  { name: "1", cells: [[1, 1]] },
  { name: "1x2", cells: [[HALF, 1], [HALF, 1]] },
  { name: "2x1", cells: [[1, HALF], [1, HALF]] },
  { name: "1x3", cells: [[THIRD, 1], [THIRD, 1], [THIRD, 1]] },
  { name: "1+2", cells: [[2 * THIRD, 1], [THIRD, HALF], [THIRD, HALF]] },
  { name: "3x1", cells: [[1, THIRD], [1, THIRD], [1, THIRD]] },
  { name: "2x2", cells: [[HALF, HALF], [HALF, HALF], [HALF, HALF], [HALF, HALF]] },
  { name: "3x2", cells: Array.from({ length: 6 }, () => [THIRD, HALF] as const) },
  { name: "3x3", cells: Array.from({ length: 9 }, () => [THIRD, THIRD] as const) },
];

interface Hung {
  readonly size: Size;
  readonly plane: string | null;
}

/**
 * The hanging in which these images, some of which may open filled, are largest.
 *
 * Images of one plane are compared with each other, so none is larger than the rest.
 */
export function bestHanging(images: readonly Hung[], area: Size): Hanging {
  const isMixed = new Set(images.map(({ plane }) => plane)).size > 1;
  const fitting = HANGINGS.filter(({ name, cells }) => {
    const spare = cells.length - images.length;
    const isFull = spare === 0 || (spare === 1 && images.length > 1) || (spare === 2 && images.length > 4);
    return isFull && (isMixed || name !== "1+2");
  });
  const [first, ...others] = fitting;
  if (!first) return HANGINGS[HANGINGS.length - 1] ?? { name: "3x3", cells: [] };
  return others.reduce((a, b) => (seen(b, images, area) > seen(a, images, area) * 1.02 ? b : a), first);
}

/** How evenly and how much is seen: the mean of the square roots favours equals over one giant. */
function seen(hanging: Hanging, images: readonly Hung[], area: Size): number {
  return hanging.cells.reduce((sum, [w, h], index) => {
    const image = images[index];
    if (!image) return sum;
    const view = { width: area.width * w, height: area.height * h };
    const { zoom } = openingGaze(image.size, view, image.plane);
    const scale = fitScale(image.size, view) * zoom;
    const shown =
      Math.min(image.size.width * scale, view.width) * Math.min(image.size.height * scale, view.height);
    return sum + Math.sqrt(shown);
  }, 0);
}
