import { fromRaw, toStored } from "../values";
import type { Values } from "../values";
import { codecFor, warmUp } from "./codecs";
import type { DecodeReply, DecodeRequest } from "./protocol";

const RAW: ReadonlySet<string> = new Set([
  "1.2.840.10008.1.2",
  "1.2.840.10008.1.2.1",
  "1.2.840.10008.1.2.1.99",
]);

const scope = self as unknown as DedicatedWorkerGlobalScope; // this file runs in a worker only

warmUp();

scope.addEventListener("message", (event: MessageEvent<DecodeRequest>) => {
  void answer(event.data);
});

async function answer(request: DecodeRequest): Promise<void> {
  const reply = await decode(request);
  scope.postMessage(reply, "values" in reply ? [reply.values.buffer] : []);
}

async function decode({ id, data, transferSyntax, form }: DecodeRequest): Promise<DecodeReply> {
  try {
    if (RAW.has(transferSyntax)) return { id, values: fromRaw(data, form) };
    const codec = codecFor(transferSyntax);
    if (!codec) return { id, problem: "unsupported" };
    const values: Values = toStored(await codec(data), form);
    return { id, values };
  } catch {
    return { id, problem: "damaged" };
  }
}
