import { make } from "../../runtime/dom";
import type { Film } from "./film";
import type { Point } from "./placement";
import { pointIn, viewportOf } from "./tools";
import type { Viewport } from "./viewport";

const LENS_PX = 200;
const TIMES = 2.5;

/** A lens under the pointer: the image itself drawn larger, not the screen's pixels. */
export class Magnifier {
  readonly #canvas = make("canvas", { class: "lens", "aria-hidden": "true", hidden: true });
  readonly #context = this.#canvas.getContext("2d", { alpha: false });

  constructor(private readonly film: Film, signal: AbortSignal) {
    const { hang } = film;
    hang.addEventListener("pointermove", (event) => { this.#follow(event); }, { signal });
    hang.addEventListener("pointerleave", () => { this.#canvas.hidden = true; }, { signal });
    film.onChange(() => { if (!film.magnified) this.#canvas.hidden = true; });
  }

  #follow(event: PointerEvent): void {
    const viewport = this.film.magnified ? viewportOf(this.film, event) : null;
    this.#canvas.hidden = !viewport?.picture;
    if (viewport) this.#draw(viewport, pointIn(viewport, event));
  }

  #draw(viewport: Viewport, at: Point): void {
    const { picture } = viewport;
    if (!picture || !this.#context) return;
    if (this.#canvas.parentElement !== viewport.parts.element) viewport.parts.element.append(this.#canvas);
    const ratio = viewport.ratio();
    this.#canvas.width = this.#canvas.height = Math.round(LENS_PX * ratio);
    this.#canvas.style.translate = `${(at.x - LENS_PX / 2).toFixed(1)}px ${(at.y - LENS_PX / 2).toFixed(1)}px`;
    const placed = viewport.placement();
    const middle = this.#canvas.width / 2;
    const larger = {
      turned: placed.turned,
      scaleX: placed.scaleX * TIMES,
      scaleY: placed.scaleY * TIMES,
      offsetX: middle - (at.x * ratio - placed.offsetX) * TIMES,
      offsetY: middle - (at.y * ratio - placed.offsetY) * TIMES,
    };
    viewport.drawInto(this.#context, larger);
    this.film.over?.drawInto(this.#context, viewport, larger);
  }
}
