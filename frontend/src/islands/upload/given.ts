/** One file of the sender's, with the name it has on their side: a file of its own, or one in an archive. */
export interface Given {
  readonly path: string;
  readonly size: number;
  /** Its first bytes, as many as there are up to `bytes`; rejects where it can't be read. */
  readonly head: (bytes: number) => Promise<Uint8Array<ArrayBuffer>>;
  /** All of it, of a file of its own without reading it yet; rejects with `Unreadable` where a sentence can say why not. */
  readonly open: () => Promise<Blob>;
}

/** Between an archive and the name of a file in it. */
export const INSIDE = " › ";

export function nameOf({ path }: Given): string {
  return path.split(INSIDE).at(-1)?.split("/").at(-1) ?? path;
}

/** A file that can't be read, with a sentence for the sender. */
export class Unreadable extends Error {}

export function givenFile(file: Blob, path: string): Given {
  return {
    path,
    size: file.size,
    head: async (bytes) => new Uint8Array(await file.slice(0, bytes).arrayBuffer()),
    open: () => Promise.resolve(file),
  };
}
