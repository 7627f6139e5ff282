import { make } from "../../runtime/dom";
import { fromDrop, fromInput } from "./gather";
import type { Given } from "./given";
import { icon } from "./icon";

/** Where a folder is dropped or chosen; the whole page takes a drop, so that none opens a file. */
export function makeDoor(taken: (given: readonly Given[]) => void, signal: AbortSignal): HTMLElement {
  const folder = input({ webkitdirectory: true }, "folder", taken);
  const files = input({}, "files", taken);
  const door = make("div", { class: "drop" },
    icon("folder"),
    make("p", { class: "big" }, "Drop a folder, a disc, files or a ZIP archive here"),
    make("div", { class: "row" },
      chooser(folder, "Choose a folder", "btn primary"),
      chooser(files, "Choose files", "btn")),
    make("p", { class: "small soft" }, "DICOM, and photographs or slides as JPEG, PNG or TIFF."),
    folder, files,
  );
  listenToDrops(door, taken, signal);
  return door;
}

function input(more: Record<string, boolean>, name: string, taken: (given: readonly Given[]) => void): HTMLInputElement {
  const made = make("input", { type: "file", multiple: true, class: "sr", tabindex: -1, "aria-hidden": "true", "data-choose": name, ...more });
  made.addEventListener("change", () => { if (made.files?.length) taken(fromInput(made.files)); });
  return made;
}

function chooser(field: HTMLInputElement, words: string, look: string): HTMLButtonElement {
  const button = make("button", { class: look, type: "button" }, words);
  button.addEventListener("click", () => { field.click(); });
  return button;
}

function listenToDrops(door: HTMLElement, taken: (given: readonly Given[]) => void, signal: AbortSignal): void {
  const mark = (event: DragEvent, isOver: boolean): void => {
    if (!door.isConnected) return;
    event.preventDefault();
    door.classList.toggle("over", isOver);
  };
  window.addEventListener("dragover", (event) => { mark(event, true); }, { signal });
  window.addEventListener("dragleave", (event) => { mark(event, false); }, { signal });
  window.addEventListener("drop", (event) => {
    mark(event, false);
    if (!door.isConnected || !event.dataTransfer) return;
    void fromDrop(event.dataTransfer).then(taken, () => { taken([]); });
  }, { signal });
}
