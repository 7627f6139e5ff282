/** What the viewer's choices are kept under in a browser; a profile keeps the same names. */
export const KEPT_NAME = /^readingroom-(?:keys|together|(?:hanging|presets)-[A-Z]{0,16})$/;

const ELEMENT = "viewer-choices-kept";

/** What the reader's profile keeps for devices on which nothing was chosen, or undefined. */
export function keptInProfile(name: string, page: Document = document): unknown {
  try {
    const all: unknown = JSON.parse(page.getElementById(ELEMENT)?.textContent ?? "{}");
    return (all as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}
