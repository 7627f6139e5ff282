import { makeSvg } from "../../runtime/dom";

/** One of the page's icons, for decoration. */
export function icon(name: string): SVGSVGElement {
  return makeSvg("svg", { class: "icon", "aria-hidden": "true" }, makeSvg("use", { href: `#i-${name}` }));
}
