/** Light, dark, or as the system says: kept in a cookie, so that the server paints it at once. */
type Theme = "system" | "light" | "dark";

const COOKIE = "readingroom_theme";
const YEAR_S = 31_536_000;
const NEXT: Readonly<Record<Theme, Theme>> = { system: "dark", dark: "light", light: "system" };
const WORDS: Readonly<Record<Theme, string>> = {
  system: "Colours: as the system",
  dark: "Colours: dark",
  light: "Colours: light",
};

export function readTheme(cookies: string): Theme {
  const found = /(?:^|; )readingroom_theme=(light|dark)(?:;|$)/.exec(cookies)?.[1];
  return found === "light" || found === "dark" ? found : "system";
}

/** Apply the kept theme and let every `[data-theme-toggle]` button step through the three. */
export function startTheme(): void {
  apply(readTheme(document.cookie));
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-theme-toggle]")) return;
    event.preventDefault(); // the form around it is for pages without scripts
    const next = NEXT[readTheme(document.cookie)];
    const age = next === "system" ? 0 : YEAR_S;
    document.cookie = `${COOKIE}=${next}; path=/; max-age=${age}; samesite=lax`;
    apply(next);
  });
}

function apply(theme: Theme): void {
  const html = document.documentElement;
  if (theme === "system") delete html.dataset["theme"];
  else html.dataset["theme"] = theme;
  for (const button of document.querySelectorAll("[data-theme-toggle]")) {
    button.setAttribute("aria-label", WORDS[theme]);
    button.setAttribute("title", WORDS[theme]);
  }
}
