/** Seconds as they are read on a clock: 9:05, 1:02:03; a begun second is still there. */
export function clockWords(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (number: number): string => String(number).padStart(2, "0");
  return hours > 0 ? `${String(hours)}:${two(minutes)}:${two(rest)}` : `${String(minutes)}:${two(rest)}`;
}

/** What is left of a time that the server told, by this machine's stopwatch: its clock is not asked. */
export class Countdown {
  #left: number;
  #at: number;

  constructor(left: number, private readonly stopwatch: () => number) {
    this.#left = left;
    this.#at = stopwatch();
  }

  set(left: number): void {
    this.#left = left;
    this.#at = this.stopwatch();
  }

  get left(): number {
    return Math.max(0, this.#left - (this.stopwatch() - this.#at) / 1000);
  }
}
