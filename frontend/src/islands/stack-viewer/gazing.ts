import { panBy, zoomAt } from "./placement";
import type { Point } from "./placement";
import type { Viewport } from "./viewport";

/** Zoom about a point of the viewport in CSS pixels; without one, about its middle. */
export function zoomViewport(viewport: Viewport, factor: number, at: Point | null): void {
  const view = viewport.viewSize();
  const ratio = viewport.ratio();
  const point = at ? { x: at.x * ratio, y: at.y * ratio } : { x: view.width / 2, y: view.height / 2 };
  viewport.setGaze(zoomAt(viewport.gaze(), factor, point, viewport.imageSize(), view));
}

/** Move the image by so many CSS pixels. */
export function panViewport(viewport: Viewport, dx: number, dy: number): void {
  const ratio = viewport.ratio();
  viewport.setGaze(panBy(viewport.gaze(), dx * ratio, dy * ratio, viewport.imageSize(), viewport.viewSize()));
}
