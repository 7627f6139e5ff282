/** Moments that the server wrote in UTC, in the reader's manner: at the hours of their profile, or of this device. */
export function localiseTimes(scope: ParentNode, chosenZone = document.documentElement.dataset["timeZone"]): void {
  const full = formatIn(chosenZone);
  for (const time of scope.querySelectorAll<HTMLTimeElement>("time[data-local]")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    time.textContent = full.format(moment);
    time.title = moment.toISOString();
    time.removeAttribute("data-local");
  }
}

function formatIn(zone: string | undefined): Intl.DateTimeFormat {
  const manner = { dateStyle: "long", timeStyle: "short" } as const;
  try {
    return new Intl.DateTimeFormat(undefined, zone ? { ...manner, timeZone: zone } : manner);
  } catch {
    // This browser does not know the zone.
    return new Intl.DateTimeFormat(undefined, manner);
  }
}
