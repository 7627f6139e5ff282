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
