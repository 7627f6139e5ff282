import { make, setText } from "../../runtime/dom";
import { allSeries } from "./folder";
import type { Folder, PatientGroup, SeriesGroup, StudyGroup } from "./folder";
import { nameOf } from "./given";
import type { Given } from "./given";
import { icon } from "./icon";
import { counted, sizeWords } from "./words";

const NEIGHBOURS_SHOWN = 8;

/** What is in the folder, each series with a box to take it or leave it. */
export interface Choice {
  readonly element: HTMLElement;
  readonly chosen: () => readonly SeriesGroup[];
}

export function makeChoice(folder: Folder, changed: () => void): Choice {
  const boxes = new Map<HTMLInputElement, SeriesGroup>();
  const element = make("div", { class: "folder" },
    ...folder.patients.map((patient) => patientPart(patient, boxes)),
    ...folder.loose.map((group) => make("section", { class: "patient" }, seriesRow(group, boxes))),
    unreadable(folder.unreadable),
    leftOut(folder.leftOut),
  );
  element.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement) spread(event.target, element);
    changed();
  });
  for (const study of element.querySelectorAll<HTMLElement>("[data-all]")) settle(study);
  return { element, chosen: () => [...boxes].filter(([box]) => box.checked).map(([, series]) => series) };
}

function patientPart(patient: PatientGroup, boxes: Map<HTMLInputElement, SeriesGroup>): HTMLElement {
  return make("section", { class: "patient", "aria-label": patient.name },
    make("header", {},
      make("h3", {}, patient.name),
      make("p", { class: "small soft" }, icon("lock"), `${patient.detail ? `${patient.detail} · ` : ""}seen on this computer only`),
    ),
    ...patient.studies.map((study) => studyPart(study, boxes)),
  );
}

function studyPart(study: StudyGroup, boxes: Map<HTMLInputElement, SeriesGroup>): HTMLElement {
  const files = study.series.reduce((sum, series) => sum + series.files.length, 0);
  const all = make("input", { type: "checkbox", "data-all": true, checked: true });
  const about = [study.date, counted(study.series.length, "series", "series"), counted(files, "file")].filter(Boolean);
  return make("fieldset", { class: "study" },
    make("legend", { class: "sr" }, study.title),
    make("label", { class: "tick whole" }, all, make("span", {}, make("b", {}, study.title), make("span", { class: "small soft" }, ` ${about.join(" · ")}`))),
    make("ul", { class: "series-list" }, ...study.series.map((series) => make("li", {}, seriesRow(series, boxes)))),
  );
}

function seriesRow(series: SeriesGroup, boxes: Map<HTMLInputElement, SeriesGroup>): HTMLElement {
  const box = make("input", { type: "checkbox", checked: true, "data-one": true });
  boxes.set(box, series);
  const images = series.detail.startsWith("Archive") ? "" : counted(series.images, "image");
  const about = [images, sizeWords(series.bytes)].filter(Boolean).join(" · ");
  return make("label", { class: "tick" }, box,
    make("span", { class: "what" }, make("b", {}, series.title), make("span", { class: "small soft" }, ` ${series.detail}`)),
    make("span", { class: "small soft num" }, about),
  );
}

/** A study's box ticks all its series; theirs say whether it is ticked, or half. */
function spread(box: HTMLInputElement, within: HTMLElement): void {
  const study = box.closest("fieldset");
  if (!study) return;
  if (box.dataset["all"] !== undefined) {
    for (const one of study.querySelectorAll<HTMLInputElement>("[data-one]")) one.checked = box.checked;
  }
  for (const all of within.querySelectorAll<HTMLElement>("[data-all]")) settle(all);
}

function settle(all: HTMLElement): void {
  if (!(all instanceof HTMLInputElement)) return;
  const ones = [...(all.closest("fieldset")?.querySelectorAll<HTMLInputElement>("[data-one]") ?? [])];
  const ticked = ones.filter((one) => one.checked).length;
  all.checked = ticked > 0;
  all.indeterminate = ticked > 0 && ticked < ones.length;
}

function leftOut(files: readonly Given[]): HTMLElement | null {
  if (files.length === 0) return null;
  return make("p", { class: "note" }, icon("info"),
    make("span", {}, make("b", {}, `${counted(files.length, "file")} left out`), `: ${named(files)}. ${files.length === 1 ? "It is" : "They are"} no image.`));
}

function unreadable(files: readonly Given[]): HTMLElement | null {
  if (files.length === 0) return null;
  return make("p", { class: "note warn" }, icon("warning"),
    make("span", {}, make("b", {}, `${counted(files.length, "file")} can't be read on this computer`), `: ${named(files)}. Export ${files.length === 1 ? "it" : "them"} again if needed.`));
}

function named(files: readonly Given[]): string {
  const names = files.slice(0, NEIGHBOURS_SHOWN).map(nameOf);
  const rest = files.length - names.length;
  return `${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** How much is chosen, for the button. */
export function describeChoice(chosen: readonly SeriesGroup[], target: HTMLElement): void {
  const files = chosen.reduce((sum, series) => sum + series.files.length, 0);
  const bytes = chosen.reduce((sum, series) => sum + series.bytes, 0);
  setText(target, files === 0 ? "Nothing is chosen" : `${counted(files, "file")}, ${sizeWords(bytes)}`);
}

export function isEmpty(folder: Folder): boolean {
  return allSeries(folder).length === 0;
}
