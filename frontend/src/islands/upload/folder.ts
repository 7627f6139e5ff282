import type { Header } from "./dicom";
import type { Given } from "./given";

export interface SeriesGroup {
  readonly key: string;
  readonly title: string;
  readonly detail: string;
  readonly files: Given[];
  images: number;
  bytes: number;
}

export interface StudyGroup {
  readonly key: string;
  readonly title: string;
  readonly date: string;
  readonly series: SeriesGroup[];
}

export interface PatientGroup {
  readonly key: string;
  readonly name: string;
  readonly detail: string;
  readonly studies: StudyGroup[];
}

/** Everything that was dropped, sorted into what can be chosen, what is left out and what can't be read. */
export interface Folder {
  readonly patients: PatientGroup[];
  readonly loose: SeriesGroup[];
  readonly leftOut: Given[];
  readonly unreadable: Given[];
}

export function emptyFolder(): Folder {
  return { patients: [], loose: [], leftOut: [], unreadable: [] };
}

export function addImage(folder: Folder, given: Given, header: Header): void {
  const patientKey = header.patientId || `${header.patientName}|${header.birthDate}` || header.studyUid;
  const patient = findOrAdd(folder.patients, patientKey, () => ({
    key: patientKey,
    name: header.patientName || (header.patientId ? "Name not stated" : "Patient not stated"),
    detail: [header.patientId, datedWords("born", header.birthDate)].filter(Boolean).join(" · "),
    studies: [],
  }));
  const study = findOrAdd(patient.studies, header.studyUid, () => ({
    key: header.studyUid,
    title: header.studyDescription || "Study",
    date: dateWords(header.studyDate),
    series: [],
  }));
  const series = findOrAdd(study.series, header.seriesUid, () => ({
    key: `${patientKey}/${header.studyUid}/${header.seriesUid}`,
    title: header.seriesDescription || `Series ${header.seriesNumber || "without a name"}`,
    detail: header.modality,
    files: [],
    images: 0,
    bytes: 0,
  }), (one) => one.key.endsWith(`/${header.seriesUid}`));
  put(series, given, header.frames);
}

/** Pictures and archives stand beside the patients: nobody has read yet whose they are. */
export function addLoose(folder: Folder, given: Given, kind: "picture" | "archive"): void {
  const isArchive = kind === "archive";
  const key = isArchive ? `archive/${given.path}` : "pictures";
  const group = findOrAdd(folder.loose, key, () => ({
    key,
    title: isArchive ? given.path : "Photographs and slides",
    detail: isArchive ? "Archive, opened after it arrived" : "Always looked at by a person first",
    files: [],
    images: 0,
    bytes: 0,
  }));
  put(group, given, 1);
}

export function allSeries(folder: Folder): SeriesGroup[] {
  const inStudies = folder.patients.flatMap(({ studies }) => studies.flatMap(({ series }) => series));
  return [...inStudies, ...folder.loose];
}

/** Files in the order of their names, and patients, studies and series in that of their first. */
export function sortFolder(folder: Folder): void {
  for (const series of allSeries(folder)) series.files.sort((a, b) => compare(a.path, b.path));
  for (const { studies } of folder.patients) {
    for (const study of studies) study.series.sort((a, b) => compare(firstOf(a), firstOf(b)));
    studies.sort((a, b) => compare(firstOf(a.series[0]), firstOf(b.series[0])));
  }
  for (const files of [folder.leftOut, folder.unreadable]) files.sort((a, b) => compare(a.path, b.path));
  folder.patients.sort((a, b) => compare(firstOf(a.studies[0]?.series[0]), firstOf(b.studies[0]?.series[0])));
}

function firstOf(series: SeriesGroup | undefined): string {
  return series?.files[0]?.path ?? "";
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true });
}

function put(group: SeriesGroup, given: Given, images: number): void {
  group.files.push(given);
  group.images += images;
  group.bytes += given.size;
}

function findOrAdd<T extends { readonly key: string }>(
  list: T[],
  key: string,
  make: () => T,
  fits: (one: T) => boolean = (one) => one.key === key,
): T {
  const found = list.find(fits);
  if (found) return found;
  const made = make();
  list.push(made);
  return made;
}

function dateWords(date: string): string {
  return /^\d{8}$/.test(date) ? `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}` : "";
}

function datedWords(word: string, date: string): string {
  const words = dateWords(date);
  return words ? `${word} ${words}` : "";
}
