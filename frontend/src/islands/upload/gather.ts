import { givenFile } from "./given";
import type { Given } from "./given";

/** Files of an `<input>`, with their paths inside the chosen folder. */
export function fromInput(files: FileList): Given[] {
  return [...files].map((file) => givenFile(file, file.webkitRelativePath || file.name));
}

/** Files of a drop, folders walked; must be called before the event is over. */
export async function fromDrop(transfer: DataTransfer): Promise<Given[]> {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  if (entries.length === 0) return fromInput(transfer.files);
  const found: Given[] = [];
  const pending = [...entries];
  for (let entry = pending.shift(); entry !== undefined; entry = pending.shift()) {
    if (isFolder(entry)) pending.push(...(await inside(entry)));
    else if (isFile(entry)) found.push(await asGiven(entry));
  }
  return found;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

/** A folder's entries come in batches; an empty batch is the end. */
async function inside(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (batch.length === 0) return all;
    all.push(...batch);
  }
}

async function asGiven(entry: FileSystemFileEntry): Promise<Given> {
  const file = await new Promise<File>((resolve, reject) => { entry.file(resolve, reject); });
  return givenFile(file, entry.fullPath.replace(/^\//, ""));
}
