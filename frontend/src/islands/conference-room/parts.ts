/** Put the parts of another version of the page in place of those that have changed, and no others. */
export function swapParts(here: ParentNode, there: ParentNode): readonly string[] {
  const swapped: string[] = [];
  for (const part of here.querySelectorAll<HTMLElement>("[data-conf-part]")) {
    const name = part.dataset["confPart"] ?? "";
    const other = there.querySelector<HTMLElement>(`[data-conf-part="${name}"]`);
    if (!other || other.dataset["key"] === part.dataset["key"]) continue;
    const hadFocus = part.contains(document.activeElement);
    const fresh = document.importNode(other, true);
    part.replaceWith(fresh);
    if (hadFocus) focusOn(fresh);
    swapped.push(name);
  }
  return swapped;
}

/** Whoever was in a part by the keyboard stays in it. */
function focusOn(part: HTMLElement): void {
  const heading = part.querySelector<HTMLElement>("h1, h2");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}
