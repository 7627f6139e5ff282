import { asHex, sha256 } from "../../runtime/sha256";

/** SHA-256 over the SHA-256 of each piece, as the server computes it of what arrived. */
export async function contentId(file: Blob, chunkBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < file.size; at += chunkBytes) {
    pieces.push(await pieceDigest(file.slice(at, at + chunkBytes)));
  }
  const joined = new Uint8Array(pieces.length * 32);
  pieces.forEach((digest, index) => { joined.set(digest, index * 32); });
  return asHex(await sha256(joined));
}

export async function pieceDigest(piece: Blob): Promise<Uint8Array> {
  return sha256(new Uint8Array(await piece.arrayBuffer()));
}
