import type { Overlay } from "./guest";
import { pixelAt } from "./placement";
import type { Point } from "./placement";
import { probeText } from "./readout-text";
import type { Viewport } from "./viewport";

/** Write the value under the pointer, and that of what lies over it; null takes it away. */
export function probe(viewport: Viewport, at: Point | null, over: Overlay | null): void {
  const { picture, parts } = viewport;
  const spot = at && picture
    ? pixelAt(at, viewport.cssPlacement(), picture.stack.rows, picture.stack.columns)
    : null;
  const words = picture && spot ? [probeText(picture, spot, viewport.look()), over?.tell(viewport, spot.x, spot.y)] : [];
  parts.probe.textContent = words.filter(Boolean).join("\n");
}
