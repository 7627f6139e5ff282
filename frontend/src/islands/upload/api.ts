import { csrfToken } from "../../runtime/csrf";
import { asArray, asNumber, asObject, asString, orNull } from "../../runtime/parse";

/** What is here of one file, as the server says. */
export interface Standing {
  readonly received: number;
  readonly whole: boolean;
  readonly ordinals: readonly number[] | null;
}

export interface OpenUpload {
  readonly key: string;
  readonly url: string;
  readonly pageUrl: string;
  readonly liveUrl: string;
  readonly arrived: number;
  readonly expectedBytes: number;
  readonly openedAt: string;
}

/** A refusal with the server's code, or `offline` where nothing answered. */
export class Refusal extends Error {
  constructor(readonly code: string, message: string, readonly status: number) {
    super(message);
  }
}

export interface Piece {
  readonly id: string;
  readonly size: number;
  readonly offset: number;
  readonly digest: string;
  readonly data: Blob;
}

export async function openUpload(url: string, files: number, bytes: number): Promise<OpenUpload> {
  return parseOpen(await post(url, { files, bytes }));
}

export async function askStandings(upload: OpenUpload, ids: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
  const answer = asObject(await post(upload.url, { ids }), "answer");
  const files = asObject(answer["files"], "files");
  return new Map(Object.entries(files).map(([id, found]) => [id, parseStanding(found)]));
}

export async function putPiece(upload: OpenUpload, piece: Piece, signal: AbortSignal): Promise<Standing> {
  const address = `${upload.url}${piece.id}?size=${piece.size}&offset=${piece.offset}`;
  const headers = { "Content-Type": "application/octet-stream", "X-Piece-Digest": piece.digest };
  return parseStanding(await ask("PUT", address, piece.data, headers, signal));
}

export interface Small {
  readonly id: string;
  readonly data: Blob;
}

/** Several small files in one request: the length of a list, the list, then their bytes. */
export async function putSmall(upload: OpenUpload, files: readonly Small[], signal: AbortSignal): Promise<readonly Standing[]> {
  const list = new TextEncoder().encode(JSON.stringify(files.map(({ id, data }) => [id, data.size])));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, list.length, true);
  const body = new Blob([length.buffer, list, ...files.map(({ data }) => data)]);
  const headers = { "Content-Type": "application/octet-stream" };
  const answer = asObject(await ask("PUT", `${upload.url}small/`, body, headers, signal), "answer");
  return asArray(answer["files"], "files", parseStanding);
}

export async function closeUpload(upload: OpenUpload): Promise<void> {
  await post(`${upload.url}close/`, {});
}

export async function discardUpload(upload: OpenUpload): Promise<void> {
  await post(`${upload.url}discard/`, {});
}

export function parseOpen(value: unknown): OpenUpload {
  const found = asObject(value, "upload");
  return {
    key: asString(found["key"], "key"),
    url: asString(found["url"], "url"),
    pageUrl: asString(found["pageUrl"], "pageUrl"),
    liveUrl: asString(found["liveUrl"], "liveUrl"),
    arrived: asNumber(found["arrived"], "arrived"),
    expectedBytes: asNumber(found["expectedBytes"], "expectedBytes"),
    openedAt: asString(found["openedAt"], "openedAt"),
  };
}

function parseStanding(value: unknown): Standing {
  const found = asObject(value, "standing");
  return {
    received: asNumber(found["received"], "received"),
    whole: found["whole"] === true,
    ordinals: orNull(found["ordinals"], "ordinals", (list, place) => asArray(list, place, asNumber)),
  };
}

function post(url: string, content: unknown): Promise<unknown> {
  return ask("POST", url, JSON.stringify(content), { "Content-Type": "application/json" });
}

async function ask(
  method: string, url: string, body: BodyInit, headers: Record<string, string>, signal?: AbortSignal,
): Promise<unknown> {
  let answer: Response;
  try {
    const asked = { method, body, headers: { ...headers, "X-CSRFToken": csrfToken() }, redirect: "error" } as const;
    answer = await fetch(url, signal ? { ...asked, signal } : asked);
  } catch {
    throw new Refusal("offline", "The connection is lost.", 0);
  }
  const content: unknown = await answer.json().catch(() => null);
  if (answer.ok) return content;
  throw refusalOf(answer.status, content);
}

function refusalOf(status: number, content: unknown): Refusal {
  try {
    const said = asObject(content, "refusal");
    return new Refusal(asString(said["code"], "code"), asString(said["message"], "message"), status);
  } catch {
    return new Refusal("error", `The library answered ${status}.`, status);
  }
}
