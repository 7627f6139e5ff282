import { HEAD_BYTES, MORE_HEAD_BYTES, readHeader } from "./dicom";
import type { Header } from "./dicom";
import { addImage, addLoose, emptyFolder, sortFolder } from "./folder";
import type { Folder, Given } from "./folder";
import { kindOf } from "./kinds";

const AT_ONCE = 8;
const TELL_EVERY = 25;

/** Read the head of each file and sort it. Nothing leaves the browser here. */
export async function readFolder(
  given: readonly Given[],
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<Folder> {
  const folder = emptyFolder();
  let next = 0, done = 0;
  const work = async (): Promise<void> => {
    for (let one = given[next++]; one !== undefined; one = given[next++]) {
      if (signal.aborted) return;
      await sortIn(folder, one);
      done += 1;
      if (done % TELL_EVERY === 0 || done === given.length) onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  sortFolder(folder);
  return folder;
}

async function sortIn(folder: Folder, given: Given): Promise<void> {
  const head = await headOf(given.file, HEAD_BYTES);
  const name = given.path.split("/").at(-1) ?? "";
  const kind = head ? kindOf(name, head) : "neighbour";
  if (kind === "picture" || kind === "archive") { addLoose(folder, given, kind); return; }
  const header = kind === null && head ? await dicomHeader(given.file, head) : null;
  if (header && !header.isIndex) addImage(folder, given, header);
  else folder.leftOut.push(given);
}

async function dicomHeader(file: File, head: Uint8Array<ArrayBuffer>): Promise<Header | null> {
  const first = readHeader(head, head.length >= file.size);
  if (first !== "more") return first;
  const longer = await headOf(file, MORE_HEAD_BYTES);
  const second = longer ? readHeader(longer, true) : null;
  return second === "more" ? null : second;
}

async function headOf(file: File, bytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await file.slice(0, bytes).arrayBuffer());
  } catch {
    return null; // a folder in disguise, or a file that is gone
  }
}
