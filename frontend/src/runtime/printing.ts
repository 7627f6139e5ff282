/**
 * A page that was opened to be seen on paper (`data-print` on its button) is given to the browser's own
 * preview of the print once its pictures are there, and again whenever the button is pressed.
 */
export function startPrinting(page: Document): void {
  const button = page.querySelector<HTMLElement>("[data-print]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => { void print(page); });
  void print(page);
}

async function print(page: Document): Promise<void> {
  const pictures = [...page.images];
  for (const picture of pictures) picture.loading = "eager"; // what nobody scrolled to is printed too
  await Promise.all(pictures.map((picture) => picture.decode().catch(() => undefined)));
  window.print();
}
