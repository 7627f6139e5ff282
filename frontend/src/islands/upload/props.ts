import { asCount, asObject, asString, orNull } from "../../runtime/parse";
import { parseOpen } from "./api";
import type { OpenUpload } from "./api";

export interface UploadProps {
  readonly uploadsUrl: string;
  readonly receivedUrl: string;
  readonly loginUrl: string;
  readonly chunkBytes: number;
  readonly maxFiles: number;
  readonly open: OpenUpload | null;
}

export function parseProps(value: unknown): UploadProps {
  const found = asObject(value, "props");
  return {
    uploadsUrl: asString(found["uploadsUrl"], "uploadsUrl"),
    receivedUrl: asString(found["receivedUrl"], "receivedUrl"),
    loginUrl: asString(found["loginUrl"], "loginUrl"),
    chunkBytes: asCount(found["chunkBytes"], "chunkBytes"),
    maxFiles: asCount(found["maxFiles"], "maxFiles"),
    open: orNull(found["open"], "open", parseOpen),
  };
}
