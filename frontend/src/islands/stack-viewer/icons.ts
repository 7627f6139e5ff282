import { makeSvg } from "../../runtime/dom";

/** Drawn on a grid of 24 with a stroke of 1.6; fill only where it means "half". */
const PATHS = {
  scroll: ["M8 8h11v11H8z", "M5 16V5h11"],
  window: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z"],
  zoom: ["M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12z", "m15 15 5 5M8 10.5h5M10.500 8v5"],
  pan: ["M12 4v16M4 12h16", "m9.500 6.500 2.500-2.500 2.500 2.500M9.500 17.500l2.500 2.500 2.500-2.500M6.500 9.500 4 12l2.500 2.500M17.500 9.500 20 12l-2.500 2.500"],
  length: ["m4.500 19.500 15-15", "m3 17 4 4M17 3l4 4M9 12l1.500 1.500M12 9l1.500 1.500"],
  ellipse: ["M12 6c4.700 0 8.500 2.700 8.500 6s-3.800 6-8.500 6-8.500-2.700-8.500-6S7.300 6 12 6z"],
  angle: ["M5 19 17 5M5 19h15", "M11 12a8 8 0 0 1 3 7"],
  bidirectional: ["m5 19 14-14", "m8 9 7 7"],
  roi: ["M7 7c4-4 11-2 12 3s-3 10-8 9-8-8-4-12z"],
  arrow: ["M19 5 7 17", "M7 9.500v7.500h7.500"],
  label: ["M6 7V5h12v2M12 5v14M9.500 19h5"],
  circle: ["M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14z", "M12 12h.01"],
  outline: ["M6 8c3-4 10-4 12 0s0 11-5 11-3-5-6-6-2-3-1-5z"],
  marks: ["M19 5 8 16", "M8 10v6h6", "M4 20h6"],
  play: ["M8 5.500v13l10.500-6.500z"],
  pause: ["M8.500 6v12M15.500 6v12"],
  link: ["M12 4v16", "M8.500 9 5 12l3.500 3M15.500 9l3.500 3-3.500 3"],
  layout: ["M4 5h16v14H4z", "M9.300 5v14M14.700 5v14"],
  reset: ["M5 12a7 7 0 1 0 2.300-5.200", "M4.500 4.500v4h4"],
  full: ["M5 9V5h4M15 5h4v4M19 15v4h-4M9 19H5v-4"],
  cross: ["M12 3v6M12 15v6M3 12h6M15 12h6"],
  planes: ["m4 8 8-4 8 4-8 4z", "m4 12 8 4 8-4M4 16l8 4 8-4"],
  more: ["M6 12h.01M12 12h.01M18 12h.01"],
  check: ["m5.500 12.500 4 4 9-9.500"],
  back: ["M5 12h14", "m11 6-6 6 6 6"],
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGSVGElement {
  const strokes = PATHS[name].map((d) => makeSvg("path", { d }));
  const half = name === "window" ? [makeSvg("path", { d: "M12 4a8 8 0 0 1 0 16z", class: "half" })] : [];
  return makeSvg("svg", { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true" }, ...strokes, ...half);
}
