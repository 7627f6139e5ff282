import { measureDrag } from "./measure-drag";
import { draggedWindow } from "./window-math";
import type { Drag } from "./drag";
import type { Film, Tool } from "./film";
import type { WindowRange } from "./window-math";
import type { Viewport } from "./viewport";
import type { Point } from "./placement";

/** Begin what the tool does at a point of a viewport. */
export function beginDrag(film: Film, viewport: Viewport, tool: Tool, at: Point): Drag {
  switch (tool) {
    case "scroll":
      return scrollDrag(film, viewport);
    case "window":
      return windowDrag(viewport);
    case "zoom":
      return zoomDrag(viewport, at);
    case "pan":
      return panDrag(viewport);
    case "length":
    case "ellipse":
      return measureDrag(film, viewport, tool, at);
  }
}

/** The whole stack over two thirds of the viewport's height, a slice never less than 3 px. */
function scrollDrag(film: Film, viewport: Viewport): Drag {
  const start = viewport.view.slice;
  const height = viewport.parts.element.clientHeight;
  const pxPerSlice = Math.max((height * 0.66) / viewport.count, 3);
  return (_dx, dy) => { film.goTo(viewport, start + Math.trunc(dy / pxPerSlice)); };
}

function windowDrag(viewport: Viewport): Drag {
  const start: WindowRange | null = viewport.windowNow();
  return (dx, dy) => {
    if (start) viewport.setWindow(draggedWindow(start, dx, dy));
  };
}

function zoomDrag(viewport: Viewport, at: Point): Drag {
  let before = 0;
  return (_dx, dy) => {
    viewport.zoomBy(Math.exp((before - dy) / 150), at);
    before = dy;
  };
}

function panDrag(viewport: Viewport): Drag {
  let [x, y] = [0, 0];
  return (dx, dy) => {
    viewport.panBy(dx - x, dy - y);
    [x, y] = [dx, dy];
  };
}
