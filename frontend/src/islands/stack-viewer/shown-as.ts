import type { DocumentAnnotation } from "./events";
import type { Spot } from "./geometry";
import type { Annotation } from "./props";

/** As the film draws it: an arrow's tip comes first. */
export function shownAs(annotation: DocumentAnnotation, id = ""): Annotation {
  const common = { id, frame: annotation.slice, kind: annotation.shape, label: annotation.label };
  switch (annotation.shape) {
    case "arrow":
      return { ...common, points: [annotation.tip_px, annotation.tail_px] };
    case "measurement":
      return { ...common, points: [annotation.from_px, annotation.to_px] };
    case "region":
      return { ...common, points: annotation.outline_px };
    case "label":
      return { ...common, points: [annotation.at_px] };
  }
}

/** As the document keeps it. */
export function inDocument({ frame, kind, points, label }: Annotation): DocumentAnnotation {
  const common = { slice: frame, label };
  const at = (index: number): Spot => points[index] ?? points[0] ?? [0, 0];
  switch (kind) {
    case "arrow":
      return { ...common, shape: "arrow", tip_px: at(0), tail_px: at(1) };
    case "measurement":
      return { ...common, shape: "measurement", from_px: at(0), to_px: at(1) };
    case "region":
      return { ...common, shape: "region", outline_px: points };
    default:
      return { ...common, shape: "label", at_px: at(0) };
  }
}
