import { make } from "../../runtime/dom";
import type { Placement, Size } from "./placement";

/** The small picture that stands in a viewport until the full depth has come. */
export class Preview {
  #image: HTMLImageElement | null = null;

  constructor(
    private readonly view: HTMLElement,
    private readonly known: () => void,
  ) {}

  /** Show a picture; one that the page has already decoded is moved rather than fetched. */
  show(url: string | null, ready: HTMLImageElement | null): void {
    this.#image?.remove();
    this.#image = null;
    if (url === null || url === "") return;
    const image = ready ?? make("img", { src: url, alt: "" });
    image.className = "placeholder";
    image.alt = "";
    image.removeAttribute("loading");
    image.addEventListener("load", this.known, { once: true });
    image.addEventListener("error", () => { image.remove(); }, { once: true });
    this.#image = image;
    this.view.prepend(image);
    this.known();
  }

  /** Is there a picture to be seen. */
  get isSeen(): boolean {
    return (this.#image?.naturalWidth ?? 0) > 0;
  }

  hide(): void {
    this.#image?.remove();
    this.#image = null;
  }

  /** Height of a row over width of a column, as far as the picture's own shape tells. */
  aspect(rows: number, columns: number): number {
    const image = this.#image;
    if (!image?.naturalWidth) return 1;
    return (image.naturalHeight / image.naturalWidth) * (columns / rows);
  }

  place({ scaleX, offsetX, offsetY }: Placement, size: Size): void {
    const style = this.#image?.style;
    if (!style) return;
    style.left = `${offsetX.toFixed(2)}px`;
    style.top = `${offsetY.toFixed(2)}px`;
    style.width = `${(size.width * scaleX).toFixed(2)}px`;
    style.height = `${(size.height * scaleX).toFixed(2)}px`;
  }
}
