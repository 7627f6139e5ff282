import { clamp, make } from "../../runtime/dom";
import { boxAround } from "./mark-shapes";
import { toView } from "./placement";
import type { Annotation } from "./props";
import type { Viewport } from "./viewport";

const WIDTH_PX = 168;
const HEIGHT_PX = 32;
const AWAY_PX = 8;

/** What becomes of the words: each letter is told, so that none is lost, and the end is. */
interface Naming {
  readonly written: (label: string) => void;
  readonly closed: (label: string) => void;
}

/** A line beside a mark to write its words in: Enter or leaving it keeps them, Escape those there were. */
export function nameMark(viewport: Viewport, mark: Annotation, naming: Naming): void {
  const { element } = viewport.parts;
  element.querySelector<HTMLInputElement>(".mark-name")?.blur(); // one at a time
  const box = make("input", {
    type: "text", class: "mark-name", maxlength: 300, "aria-label": "What it shows", placeholder: "What it shows", autocomplete: "off",
  });
  box.value = mark.label;
  let isOpen = true;
  const close = (label: string): void => {
    if (!isOpen) return;
    isOpen = false;
    const hadFocus = document.activeElement === box;
    box.remove();
    naming.closed(label.trim());
    if (hadFocus) element.focus({ preventScroll: true });
  };
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) close(box.value);
    else if (event.key === "Escape") close(mark.label);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener("input", () => { naming.written(box.value.trim()); });
  box.addEventListener("blur", () => { close(box.value); });
  putBeside(box, viewport, mark);
  element.append(box);
  box.focus({ preventScroll: true });
  box.select();
}

function putBeside(box: HTMLElement, viewport: Viewport, { points }: Annotation): void {
  const { clientWidth, clientHeight } = viewport.parts.element;
  const placed = viewport.cssPlacement();
  const [[left, top], , [right, bottom]] = boxAround(points.map((spot) => toView(spot, placed)));
  const isBeside = right + AWAY_PX + WIDTH_PX < clientWidth;
  const isBelow = bottom + AWAY_PX + HEIGHT_PX < clientHeight;
  const x = isBeside ? right + AWAY_PX : (left + right - WIDTH_PX) / 2;
  const y = isBeside ? top - HEIGHT_PX / 2 : isBelow ? bottom + AWAY_PX : top - AWAY_PX - HEIGHT_PX;
  box.style.left = `${clamp(x, 0, Math.max(clientWidth - WIDTH_PX, 0))}px`;
  box.style.top = `${clamp(y, 0, Math.max(clientHeight - HEIGHT_PX, 0))}px`;
}
