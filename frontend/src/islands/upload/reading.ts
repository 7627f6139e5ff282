import { HEAD_BYTES, MORE_HEAD_BYTES, readHeader } from "./dicom";
import type { Header } from "./dicom";
import { addImage, addLoose, emptyFolder, sortFolder } from "./folder";
import type { Folder } from "./folder";
import { nameOf } from "./given";
import type { Given } from "./given";
import { kindOf } from "./kinds";
import { filesInZip } from "./zip";

const AT_ONCE = 8;
const TELL_EVERY = 25;

/** Read the head of each file, also of those in archives, and sort it. Nothing leaves the browser here. */
export async function readFolder(
  given: readonly Given[],
  onProgress: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<Folder> {
  const folder = emptyFolder();
  const unpacked: Given[] = [];
  let done = 0;
  const told = (of: number): void => {
    done += 1;
    if (done % TELL_EVERY === 0 || done === of) onProgress(done, of);
  };
  await forEach(given, signal, async (one) => {
    unpacked.push(...(await sortIn(folder, one, true)));
    told(given.length + unpacked.length);
  });
  await forEach(unpacked, signal, async (one) => {
    await sortIn(folder, one, false); // an archive in an archive is left to the server
    told(given.length + unpacked.length);
  });
  sortFolder(folder);
  return folder;
}

async function forEach(all: readonly Given[], signal: AbortSignal, act: (one: Given) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let one = all[next++]; one !== undefined && !signal.aborted; one = all[next++]) await act(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Give a file its place in the folder; an archive that can be read here gives its files instead. */
async function sortIn(folder: Folder, given: Given, opensArchives: boolean): Promise<readonly Given[]> {
  const head = await headOf(given, HEAD_BYTES);
  if (!head) { folder.unreadable.push(given); return []; }
  const kind = kindOf(nameOf(given), head);
  const inside = kind === "archive" && opensArchives ? await filesInZip(await given.open(), given.path) : null;
  if (inside) return inside;
  if (kind === "picture" || kind === "archive") { addLoose(folder, given, kind); return []; }
  const header = kind === null ? await dicomHeader(given, head) : null;
  if (header && !header.isIndex) addImage(folder, given, header);
  else folder.leftOut.push(given);
  return [];
}

async function dicomHeader(given: Given, head: Uint8Array<ArrayBuffer>): Promise<Header | null> {
  const first = readHeader(head, head.length >= given.size);
  if (first !== "more") return first;
  const longer = await headOf(given, MORE_HEAD_BYTES);
  const second = longer ? readHeader(longer, true) : null;
  return second === "more" ? null : second;
}

async function headOf(given: Given, bytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await given.head(bytes);
  } catch {
    return null; // a folder in disguise, or a file that is gone or damaged in its archive
  }
}
