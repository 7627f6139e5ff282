import { make } from "../../runtime/dom";
import { asCount, asNumber, asNumbers, asObject, asString, orNull } from "../../runtime/parse";
import type { Position } from "./props";

/** Keys that move nothing of the film. */
const PASSING: ReadonlySet<string> = new Set(["Tab", "Shift", "Control", "Alt", "Meta", "Escape"]);
const VIEWER = '[data-island="stack-viewer"]';

/** A spot of an image, and how large the image is. */
export interface Spot {
  readonly series: string;
  readonly frame: number;
  readonly at: readonly [number, number] | null;
  readonly rows: number;
  readonly columns: number;
}

export interface FilmEars {
  /** The reader has taken the film into their own hands. */
  readonly touched: () => void;
  /** The film shows something else. */
  readonly stands: (position: Omit<Position, "shown" | "pointer">) => void;
  readonly points: (spot: Spot) => void;
  readonly taps: (spot: Spot) => void;
  readonly ready: () => void;
}

/** The film on the page of a room, which another takes the place of with every stage. */
export class FilmBox {
  #watch: MutationObserver | null = null;

  constructor(private readonly room: HTMLElement, private readonly ears: FilmEars, private readonly signal: AbortSignal) {
    this.#tie();
    signal.addEventListener("abort", () => { this.#watch?.disconnect(); });
  }

  get #root(): HTMLElement | null { return this.room.querySelector<HTMLElement>(VIEWER); }
  get isReady(): boolean { return this.#root?.dataset["islandState"] === "ready"; }

  /** Hang other images; null where there are none. */
  replace(viewer: unknown): void {
    const old = this.#root;
    old?.dispatchEvent(new CustomEvent("htmx:beforeCleanupElement", { bubbles: true }));
    document.getElementById("viewer-props")?.remove();
    if (viewer === null) {
      this.#place(make("div", { class: "film conf-dark" }, make("p", {}, "No images at this stage.")));
      return;
    }
    document.body.append(make("script", { type: "application/json", id: "viewer-props" }, JSON.stringify(viewer)));
    const film = make("div", {
      class: "film", id: "film", role: "region", "aria-label": "Images", "data-island": "stack-viewer",
      "data-props": "viewer-props", tabindex: -1,
    });
    this.#place(film);
    film.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    this.#tie();
  }

  #place(film: HTMLElement): void { this.room.querySelector(":scope > .film")?.replaceWith(film); }

  follow(position: Position): void { this.#tell("readingroom:follow", position); }
  askView(): void { this.#tell("readingroom:ask-view", {}); }
  mark(spot: Spot | null): void { this.#tell("readingroom:spot", spot ?? { series: null }); }

  #tell(name: string, detail: object): void {
    if (this.isReady) this.#root?.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #tie(): void {
    const root = this.#root;
    if (!root) return;
    const { signal } = this;
    for (const name of ["wheel", "pointerdown", "keydown"]) {
      root.addEventListener(name, (event) => { if (!isPassing(event)) this.ears.touched(); }, { signal, capture: true, passive: true });
    }
    root.addEventListener("readingroom:view", (event) => { this.ears.stands(standOf(detailOf(event))); }, { signal });
    root.addEventListener("readingroom:point", (event) => { this.ears.points(spotOf(detailOf(event))); }, { signal });
    root.addEventListener("readingroom:tap", (event) => { this.ears.taps(spotOf(detailOf(event))); }, { signal });
    this.#watch?.disconnect();
    this.#watch = new MutationObserver(() => { if (this.isReady) this.ears.ready(); });
    this.#watch.observe(root, { attributeFilter: ["data-island-state"] });
    if (this.isReady) this.ears.ready();
  }
}

function isPassing(event: Event): boolean {
  return event instanceof KeyboardEvent && PASSING.has(event.key);
}

function detailOf(event: Event): Readonly<Record<string, unknown>> {
  const detail: unknown = event instanceof CustomEvent ? event.detail : null;
  return asObject(detail, event.type);
}

function standOf(detail: Readonly<Record<string, unknown>>): Omit<Position, "shown" | "pointer"> {
  const range = orNull(detail["window"], "window", asObject);
  const gaze = orNull(detail["gaze"], "gaze", asObject);
  const number = (from: Readonly<Record<string, unknown>>, name: string): number => asNumber(from[name], name);
  return {
    series: asString(detail["series"], "series"),
    frame: asCount(detail["frame"], "frame"),
    window: range && [number(range, "center"), number(range, "width")],
    gaze: gaze && [number(gaze, "zoom"), number(gaze, "centerX"), number(gaze, "centerY")],
  };
}

function spotOf(detail: Readonly<Record<string, unknown>>): Spot {
  const at = orNull(detail["at"], "at", (value, place) => asNumbers(value, place, 2));
  return {
    series: asString(detail["series"], "series"),
    frame: asCount(detail["frame"], "frame"),
    at: at && [at[0] ?? 0, at[1] ?? 0],
    rows: asCount(detail["rows"], "rows"),
    columns: asCount(detail["columns"], "columns"),
  };
}
