import { drawDrag } from "./drawing";
import { panViewport, zoomViewport } from "./gazing";
import { markDrag } from "./marking";
import { measureDrag } from "./measure-drag";
import { MEASURE_KINDS } from "./measuring";
import { spotDrag } from "./pointing";
import { draggedWindow } from "./window-math";
import type { Drag } from "./drag";
import { DRAWN } from "./events";
import type { Film, Tool } from "./film";
import type { WindowRange } from "./window-math";
import type { Viewport } from "./viewport";
import type { Point } from "./placement";

type Begin = (film: Film, viewport: Viewport, at: Point) => Drag;

/** Tools that take up a mark under the pointer. */
const HOLDING = /^(scroll|spot|draw-.*)$/;

const BASIC: Readonly<Record<string, Begin>> = {
  scroll: scrollDrag,
  window: (_film, viewport) => windowDrag(viewport),
  zoom: (_film, viewport, at) => zoomDrag(viewport, at),
  pan: (_film, viewport) => panDrag(viewport),
};

/** Begin what the tool does at a point of a viewport. */
export function beginDrag(film: Film, viewport: Viewport, tool: Tool, at: Point): Drag {
  const held = HOLDING.test(tool) ? markDrag(film, viewport, at) : null;
  if (held) return held;
  const drawn = DRAWN.find((shape) => tool === `draw-${shape}`);
  if (drawn) return drawDrag(film, viewport, drawn, at);
  if (tool === "spot") return spotDrag(film, viewport, at, scrollDrag(film, viewport));
  const measured = MEASURE_KINDS.find((kind) => kind === tool);
  if (measured) return measureDrag(film, viewport, measured, at);
  return (BASIC[tool] ?? scrollDrag)(film, viewport, at);
}

/** The whole stack over two thirds of the viewport's height, a slice never less than 3 px. */
function scrollDrag(film: Film, viewport: Viewport): Drag {
  const start = viewport.view.slice;
  const height = viewport.parts.element.clientHeight;
  const pxPerSlice = Math.max((height * 0.66) / viewport.slices.count, 3);
  return (_dx, dy) => { film.goTo(viewport, viewport.slices.step(start, Math.trunc(dy / pxPerSlice))); };
}

export function windowDrag(viewport: Viewport): Drag {
  const start: WindowRange | null = viewport.windowNow();
  return (dx, dy) => {
    if (start) viewport.setWindow(draggedWindow(start, dx, dy));
  };
}

export function zoomDrag(viewport: Viewport, at: Point): Drag {
  let before = 0;
  return (_dx, dy) => {
    zoomViewport(viewport, Math.exp((before - dy) / 150), at);
    before = dy;
  };
}

export function panDrag(viewport: Viewport): Drag {
  let [x, y] = [0, 0];
  return (dx, dy) => {
    panViewport(viewport, dx - x, dy - y);
    [x, y] = [dx, dy];
  };
}
