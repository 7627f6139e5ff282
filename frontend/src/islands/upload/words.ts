const UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const;
const STEP = 1000;

export function counted(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? noun : plural}`;
}

export function sizeWords(bytes: number): string {
  let size = bytes, unit = 0;
  while (size >= STEP && unit < UNITS.length - 1) { size /= STEP; unit += 1; }
  return `${size.toFixed(unit > 0 && size < STEP / 10 ? 1 : 0)} ${UNITS[unit] ?? ""}`;
}

/** How long it takes still, rounded as a person would say it. */
export function timeWords(seconds: number): string {
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 10) return "a few seconds left";
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} seconds left`;
  if (seconds < 5400) return `about ${counted(Math.round(seconds / 60), "minute")} left`;
  return `about ${counted(Math.round(seconds / 3600), "hour")} left`;
}
