import { make } from "../../runtime/dom";
import { drawn, stretched, moved } from "./boxes";
import type { Box, Corner, Point, Size } from "./boxes";
import type { Session } from "./session";

const CORNERS: readonly Corner[] = ["nw", "ne", "sw", "se"];
const MOST_ENLARGED = 6;
/** The server makes larger pictures smaller, until someone looks closer. */
const SHOWN_SMALLER_PX = 2560;
export const KIND_WORDS = {
  identity: "Identity",
  unknown: "Unknown",
  label: "Label",
  scale: "Scale",
  drawn: "Drawn",
} as const;

type Grip = Corner | "whole" | "new";

interface Drag {
  readonly grip: Grip;
  readonly from: Point;
  readonly index: number;
  readonly box: Box | null;
}

/** The picture and the boxes on it: drawn, moved and resized with mouse, pen or finger. */
export class Stage {
  readonly element = make("div", { class: "hold-stage" });
  readonly #layer = make("div", { class: "hold-layer" });
  readonly #ghost = make("div", { class: "hold-box ghost" });
  readonly #session: Session;
  #drag: Drag | null = null;
  #image: HTMLImageElement | null = null;
  #place = "";
  #isComing = false;

  constructor(session: Session, signal: AbortSignal) {
    this.#session = session;
    const on = (type: "pointerdown" | "pointermove" | "pointerup" | "pointercancel", act: (event: PointerEvent) => void): void => {
      this.element.addEventListener(type, act, { signal });
    };
    on("pointerdown", (event) => { this.#begin(event); });
    on("pointermove", (event) => { this.#follow(event); });
    on("pointerup", (event) => { this.#end(event); });
    on("pointercancel", () => { this.#drag = null; this.update(); });
    this.#layer.addEventListener("focusin", (event) => {
      const index = indexOf(event.target);
      if (index !== null && index !== session.selected) session.set({ selected: index });
    }, { signal });
  }

  update(): void {
    const { facts, file, isAfter } = this.#session;
    this.element.hidden = !facts || !this.#session.isPicture;
    if (!facts || !file || this.element.hidden) return;
    const image = this.#picture(file.key, facts);
    image.alt = `File ${file.ordinal}, frame ${this.#session.frame} of ${facts.frames}`;
    this.element.classList.toggle("after", isAfter);
    if (this.element.firstChild !== image) this.element.replaceChildren(image, this.#layer, this.#ghost);
    if (!this.#drag) this.#drawBoxes();
    this.#ghost.hidden = true;
  }

  /** The picture as it is wanted; while another window of it is on its way, the one of before. */
  #picture(key: string, facts: Size): HTMLImageElement {
    const { desk, frame, window, zoom } = this.#session;
    const place = `${key}/${frame}`;
    const before = place === this.#place ? this.#image : null;
    if (before && this.#isComing) return before; // once it is here, what is wanted then is asked for
    const wanted = desk.image(key, frame, window, zoom > 1 && Math.max(facts.columns, facts.rows) > SHOWN_SMALLER_PX);
    this.#place = place;
    if (!before || wanted.complete) {
      this.#image = wanted;
      return wanted;
    }
    this.#isComing = true;
    wanted.addEventListener("load", () => { this.#isComing = false; this.update(); }, { once: true });
    wanted.addEventListener("error", () => { this.#isComing = false; }, { once: true });
    return before;
  }

  /** Fit the picture into the room there is, then as much larger as is wanted. */
  fit(width: number, height: number): void {
    const { facts, zoom } = this.#session;
    if (!facts || facts.columns === 0) return;
    const tall = facts.rows * facts.aspect;
    const scale = Math.min(width / facts.columns, height / tall, MOST_ENLARGED) * zoom;
    this.element.style.width = `${facts.columns * scale}px`;
    this.element.style.height = `${tall * scale}px`;
  }

  #size(): Size {
    const { facts } = this.#session;
    return { columns: facts?.columns ?? 1, rows: facts?.rows ?? 1 };
  }

  #drawBoxes(): void {
    const size = this.#size();
    const { boxes, selected } = this.#session;
    const hadFocus = this.#layer.contains(document.activeElement);
    const shown = boxes.map((box, index) => (this.#session.isShown(box) ? boxElement(box, index, size, index === selected) : null));
    this.#layer.replaceChildren(...shown.filter((each) => each !== null));
    if (hadFocus && selected !== null) this.#layer.querySelector<HTMLElement>(`[data-index="${selected}"]`)?.focus({ preventScroll: true });
  }

  #point(event: PointerEvent): Point {
    const place = this.element.getBoundingClientRect();
    const size = this.#size();
    return {
      x: ((event.clientX - place.left) / place.width) * size.columns,
      y: ((event.clientY - place.top) / place.height) * size.rows,
    };
  }

  #begin(event: PointerEvent): void {
    if (event.button !== 0 || !this.#session.isOpen) return;
    event.preventDefault();
    const index = indexOf(event.target) ?? -1;
    const box = this.#session.boxes[index] ?? null;
    const grip = gripOf(event.target) ?? (box ? "whole" : "new");
    this.element.setPointerCapture(event.pointerId);
    if (box) this.#session.set({ selected: index });
    this.#drag = { grip, from: this.#point(event), index, box };
    this.#layer.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true });
  }

  #follow(event: PointerEvent): void {
    const box = this.#dragged(event);
    if (!this.#drag || !box) return;
    const element = this.#drag.grip === "new" ? this.#ghost : this.#layer.querySelector<HTMLElement>(`[data-index="${this.#drag.index}"]`);
    if (!element) return;
    element.hidden = false;
    place(element, box, this.#size());
  }

  #end(event: PointerEvent): void {
    const drag = this.#drag;
    const box = this.#dragged(event);
    this.#drag = null;
    if (!drag) return;
    const { boxes } = this.#session;
    if (drag.grip === "new") {
      if (box) this.#session.keepBoxes([...boxes, box], boxes.length);
      else this.#session.set({ selected: null });
    } else if (box) this.#session.keepBoxes(boxes.map((each, index) => (index === drag.index ? box : each)), drag.index);
    else this.update();
  }

  /** The box as the pointer would have it now; null where nothing has moved yet. */
  #dragged(event: PointerEvent): Box | null {
    const drag = this.#drag;
    if (!drag) return null;
    const to = this.#point(event);
    if (drag.grip === "new") return drawn(drag.from, to, this.#size());
    if (!drag.box || (to.x === drag.from.x && to.y === drag.from.y)) return null;
    if (drag.grip === "whole") return moved(drag.box, to.x - drag.from.x, to.y - drag.from.y, this.#size());
    return stretched(drag.box, drag.grip, to, this.#size());
  }
}

/** One box: a button that says what it is, pressed while it is to be blackened. */
function boxElement(box: Box, index: number, size: Size, isSelected: boolean): HTMLElement {
  const words = KIND_WORDS[box.kind];
  const label = `${words}, ${box.width} by ${box.height} at ${box.x}, ${box.y}${box.masked ? "" : ", kept"}`;
  const grips = isSelected ? CORNERS.map((corner) => make("i", { "data-corner": corner })) : [];
  const element = make("div", {
    class: classesOf(box, size, isSelected),
    role: "button", tabindex: 0, "data-index": index, "aria-pressed": String(box.masked), "aria-label": label,
  }, make("span", { class: "tag" }, words), ...grips);
  place(element, box, size);
  return element;
}

/** Near the top the words stand below the box, in the right half they end with it. */
function classesOf(box: Box, size: Size, isSelected: boolean): string {
  const flags = {
    masked: box.masked,
    selected: isSelected,
    low: box.y < size.rows / 12,
    end: box.x + box.width / 2 > size.columns / 2,
  };
  return ["hold-box", box.kind, ...Object.entries(flags).filter(([, is]) => is).map(([name]) => name)].join(" ");
}

function place(element: HTMLElement, box: Box, size: Size): void {
  element.style.left = `${(box.x / size.columns) * 100}%`;
  element.style.top = `${(box.y / size.rows) * 100}%`;
  element.style.width = `${(box.width / size.columns) * 100}%`;
  element.style.height = `${(box.height / size.rows) * 100}%`;
}

function gripOf(target: EventTarget | null): Corner | undefined {
  const corner = target instanceof Element ? target.getAttribute("data-corner") : null;
  return CORNERS.find((each) => each === corner);
}

function indexOf(target: EventTarget | null): number | null {
  const box = target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;
  return box ? Number(box.dataset["index"]) : null;
}
