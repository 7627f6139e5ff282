const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });

/** Moments that the server wrote in UTC, in the reader's own zone and manner. */
export function localiseTimes(scope: ParentNode): void {
  for (const time of scope.querySelectorAll<HTMLTimeElement>("time[data-local]")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    time.textContent = FULL.format(moment);
    time.title = moment.toISOString();
    time.removeAttribute("data-local");
  }
}
