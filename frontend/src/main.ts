import "./styles/index.css";

import { startBusyForms } from "./runtime/busy";
import { mountIslands, unmountIslands } from "./runtime/island";
import type { Loader } from "./runtime/island";
import { startPrinting } from "./runtime/printing";
import { startStages } from "./runtime/stages";
import { startTheme } from "./runtime/theme";
import { localiseTimes } from "./runtime/times";

/** Every island of the product; each is a chunk of its own, loaded when its element appears. */
const LOADERS: Readonly<Record<string, Loader>> = {
  "conference-room": () => import("./islands/conference-room/index"),
  comments: () => import("./islands/comments/index"),
  editor: () => import("./islands/editor/index"),
  "exam-clock": () => import("./islands/exam-clock/index"),
  hotspot: () => import("./islands/hotspot/index"),
  "hold-review": () => import("./islands/hold-review/index"),
  passkey: () => import("./islands/passkey/index"),
  "margin-note": () => import("./islands/margin-note/index"),
  "playlist-editor": () => import("./islands/playlist-editor/index"),
  presenter: () => import("./islands/presenter/index"),
  questions: () => import("./islands/questions/index"),
  received: () => import("./islands/received/index"),
  "search-box": () => import("./islands/search-box/index"),
  "stack-viewer": () => import("./islands/stack-viewer/index"),
  star: () => import("./islands/star/index"),
  unknown: () => import("./islands/unknown/index"),
  upload: () => import("./islands/upload/index"),
  "viewer-choices": () => import("./islands/viewer-choices/index"),
};

startBusyForms(document);
startTheme();
startStages();
startPrinting(document);
localiseTimes(document);
void mountIslands(document, LOADERS);

// htmx says when it has put new content into the page, and before it takes any away.
document.addEventListener("htmx:load", (event) => {
  if (event.target instanceof HTMLElement) void mountIslands(event.target, LOADERS);
});
document.addEventListener("htmx:beforeCleanupElement", (event) => {
  if (event.target instanceof Element) unmountIslands(event.target);
});
