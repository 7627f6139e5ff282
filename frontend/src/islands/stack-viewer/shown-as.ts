import type { DocumentAnnotation } from "./events";
import type { Annotation } from "./props";

/** As the film draws it: an arrow's tip comes first. */
export function shownAs(annotation: DocumentAnnotation): Annotation {
  const common = { frame: annotation.slice, kind: annotation.shape, label: annotation.label };
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
