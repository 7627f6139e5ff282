import { pixelAt } from "./placement";
import type { Point } from "./placement";
import { probeText } from "./readout-text";
import type { Viewport } from "./viewport";

/** Write the value under the pointer; null takes it away. */
export function probe(viewport: Viewport, at: Point | null): void {
  const { picture, parts } = viewport;
  const spot = at && picture
    ? pixelAt(at, viewport.cssPlacement(), picture.stack.rows, picture.stack.columns)
    : null;
  parts.probe.textContent = picture && spot ? probeText(picture, spot, viewport.look()) : "";
}
