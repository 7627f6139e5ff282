import type { FrameForm, Values } from "../values";

export interface DecodeRequest {
  readonly id: number;
  readonly data: ArrayBuffer;
  readonly transferSyntax: string;
  readonly form: FrameForm;
}

export type DecodeReply =
  | { readonly id: number; readonly values: Values }
  | { readonly id: number; readonly problem: "unsupported" | "damaged" };
