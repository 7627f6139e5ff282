/** The stage that crosses a line near the top of the window is the one being read. */
const LINE = "-22% 0px -77% 0px";

/** Mark the stage being read among the links to all stages, and keep its link in sight. */
export function startStages(): void {
  const nav = document.querySelector<HTMLElement>(".stages");
  if (!nav) return;
  const links = new Map<Element, HTMLElement>();
  for (const link of nav.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
    const section = document.getElementById(link.hash.slice(1));
    if (section) links.set(section, link);
  }
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const link = links.get(target);
      if (!link) continue;
      if (isIntersecting) {
        link.setAttribute("aria-current", "location");
        reveal(nav, link);
      } else link.removeAttribute("aria-current");
    }
  }, { rootMargin: LINE });
  for (const section of links.keys()) observer.observe(section);
}

/** Scroll the row of links, never the page. */
function reveal(nav: HTMLElement, link: HTMLElement): void {
  const [row, place] = [nav.getBoundingClientRect(), link.getBoundingClientRect()];
  const aside = place.left + place.width / 2 - (row.left + row.width / 2);
  if (place.left < row.left || place.right > row.right) nav.scrollBy({ left: aside });
}
