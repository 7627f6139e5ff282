export interface SlideOutline {
  readonly number: number;
  readonly title: string;
  readonly detail: string;
  readonly note: string;
  readonly steps: number;
}

export interface Position {
  readonly number: number;
  readonly step: number;
}

/** Where a lecture stood, from the end of its address; the beginning where nothing is said there. */
export function placed(hash: string, slides: readonly SlideOutline[]): Position {
  const [, number, step] = /^#(\d{1,4})\.(\d{1,4})$/.exec(hash) ?? [];
  const slide = slides[Number(number) - 1];
  return slide && Number(step) < slide.steps ? { number: slide.number, step: Number(step) } : { number: 1, step: 0 };
}

/** The end of the address of a place: numbers, nothing of what is shown. */
export function hashOf(at: Position): string {
  return `#${String(at.number)}.${String(at.step)}`;
}

/** What "next" opens: more of the slide, then the slide after; the last stays. */
export function after(slides: readonly SlideOutline[], at: Position): Position {
  const slide = slides[at.number - 1];
  if (slide && at.step + 1 < slide.steps) return { number: at.number, step: at.step + 1 };
  return at.number < slides.length ? { number: at.number + 1, step: 0 } : at;
}

/** What "previous" goes back to: a slide that was gone through is open as it was left. */
export function before(slides: readonly SlideOutline[], at: Position): Position {
  if (at.step > 0) return { number: at.number, step: at.step - 1 };
  const slide = slides[at.number - 2];
  return slide ? { number: at.number - 1, step: slide.steps - 1 } : at;
}
