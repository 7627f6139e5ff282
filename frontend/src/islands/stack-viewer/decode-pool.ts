import type { FrameForm, Values } from "./values";
import type { DecodeReply, DecodeRequest } from "./worker/protocol";

/** The bytes came, but are not a picture this browser can show at full depth. */
export class DecodeError extends Error {
  constructor(readonly problem: "unsupported" | "damaged") {
    super(problem);
  }
}

interface Waiting {
  readonly resolve: (values: Values) => void;
  readonly reject: (error: DecodeError) => void;
}

interface Member {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

/** A few workers that decode frames; each frame goes to the one with the least to do. */
export class DecodePool {
  readonly #members: Member[] = [];
  #next = 0;

  constructor(size: number) {
    for (let i = 0; i < size; i += 1) this.#members.push(startMember());
  }

  /** Decode one frame; `data` is handed over and must not be used afterwards. */
  decode(data: ArrayBuffer, transferSyntax: string, form: FrameForm): Promise<Values> {
    const member = this.#members.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
    const id = (this.#next += 1);
    const request: DecodeRequest = { id, data, transferSyntax, form };
    return new Promise((resolve, reject) => {
      member.waiting.set(id, { resolve, reject });
      member.worker.postMessage(request, [data]);
    });
  }

  dispose(): void {
    for (const { worker } of this.#members) worker.terminate();
  }
}

function startMember(): Member {
  const worker = new Worker(new URL("./worker/decode.worker.ts", import.meta.url), {
    type: "module",
  });
  const waiting = new Map<number, Waiting>();
  worker.addEventListener("message", ({ data: reply }: MessageEvent<DecodeReply>) => {
    const found = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("values" in reply) found?.resolve(reply.values);
    else found?.reject(new DecodeError(reply.problem));
  });
  worker.addEventListener("error", () => {
    for (const { reject } of waiting.values()) reject(new DecodeError("damaged"));
    waiting.clear();
  });
  return { worker, waiting };
}
