/** What the bundler makes of an import that is not a module of ours. */
declare module "*.css";
declare module "*?url" {
  const address: string;
  export default address;
}

/** A WebAssembly codec: the factory that emscripten makes. */
interface CodecDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): {
    width: number;
    height: number;
    bitsPerSample: number;
    componentCount: number;
    isSigned: boolean;
  };
  delete(): void;
}
type CodecFactory<Classes> = (options: {
  locateFile: () => string;
  print: (text: string) => void;
  printErr: (text: string) => void;
}) => Promise<Classes>;

declare module "@cornerstonejs/codec-openjph/wasmjs" {
  const factory: CodecFactory<{ HTJ2KDecoder: new () => CodecDecoder }>;
  export default factory;
}
declare module "@cornerstonejs/codec-openjpeg/decodewasmjs" {
  const factory: CodecFactory<{ J2KDecoder: new () => CodecDecoder }>;
  export default factory;
}
declare module "@cornerstonejs/codec-charls/decodewasmjs" {
  const factory: CodecFactory<{ JpegLSDecoder: new () => CodecDecoder }>;
  export default factory;
}
declare module "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs" {
  const factory: CodecFactory<{ JPEGDecoder: new () => CodecDecoder }>;
  export default factory;
}
declare module "jpeg-lossless-decoder-js" {
  export class Decoder {
    decompress(data: ArrayBufferLike): ArrayBuffer;
  }
}
