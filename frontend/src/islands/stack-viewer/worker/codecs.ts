import type { Decoded } from "../values";

type CodecClass = new () => CodecDecoder;
type Codec = (data: ArrayBuffer) => Promise<Decoded>;
type Load = () => Promise<CodecClass>;

/** Codecs write complaints about a file to the console; what failed is reported in its own way. */
const QUIET = { print: () => undefined, printErr: () => undefined };

/** Fetch and compile a codec once; after a failure the next frame asks again. */
function once(load: Load): Load {
  let loading: Promise<CodecClass> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

function wasmCodec(load: Load): Codec {
  const ready = once(load);
  return async (data) => decodeWith(await ready(), data);
}

function decodeWith(Decoder: CodecClass, data: ArrayBuffer): Decoded {
  const decoder = new Decoder();
  try {
    decoder.getEncodedBuffer(data.byteLength).set(new Uint8Array(data));
    decoder.decode();
    const info = decoder.getFrameInfo();
    // The codec's memory is its own and moves: take a copy before it is given back.
    return { ...pick(info), bytes: decoder.getDecodedBuffer().slice() };
  } finally {
    decoder.delete();
  }
}

function pick(info: ReturnType<CodecDecoder["getFrameInfo"]>): Omit<Decoded, "bytes"> {
  const { bitsPerSample, componentCount, isSigned } = info;
  return { bitsPerSample, componentCount, isSigned };
}

const loadHtj2k = once(async () => {
  const [{ default: make }, { default: wasm }] = await Promise.all([
    import("@cornerstonejs/codec-openjph/wasmjs"),
    import("@cornerstonejs/codec-openjph/wasm?url"),
  ]);
  return (await make({ ...QUIET, locateFile: () => wasm })).HTJ2KDecoder;
});
const htj2k = wasmCodec(loadHtj2k);

const j2k = wasmCodec(async () => {
  const [{ default: make }, { default: wasm }] = await Promise.all([
    import("@cornerstonejs/codec-openjpeg/decodewasmjs"),
    import("@cornerstonejs/codec-openjpeg/decodewasm?url"),
  ]);
  return (await make({ ...QUIET, locateFile: () => wasm })).J2KDecoder;
});

const jpegLs = wasmCodec(async () => {
  const [{ default: make }, { default: wasm }] = await Promise.all([
    import("@cornerstonejs/codec-charls/decodewasmjs"),
    import("@cornerstonejs/codec-charls/decodewasm?url"),
  ]);
  return (await make({ ...QUIET, locateFile: () => wasm })).JpegLSDecoder;
});

const jpegTurbo = wasmCodec(async () => {
  const [{ default: make }, { default: wasm }] = await Promise.all([
    import("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs"),
    import("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url"),
  ]);
  return (await make({ ...QUIET, locateFile: () => wasm })).JPEGDecoder;
});

const jpegLossless: Codec = async (data) => {
  const { Decoder } = await import("jpeg-lossless-decoder-js");
  const view = new DataView(data);
  const { precision, components } = startOfFrame(view);
  const bytes = new Uint8Array(new Decoder().decompress(data));
  return { bytes, bitsPerSample: precision, componentCount: components, isSigned: false };
};

/** Precision and components from the frame header of a JPEG (ISO/IEC 10918-1 B.2.2). */
export function startOfFrame(view: DataView): { precision: number; components: number } {
  let at = 2;
  while (at + 9 < view.byteLength) {
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { precision: view.getUint8(at + 4), components: view.getUint8(at + 9) };
    at += 2 + view.getUint16(at + 2);
  }
  throw new RangeError("no frame header");
}

/** JPEG of 8 bits by the browser's own decoder, in a worker, without colour management. */
const jpegBaseline: Codec = async (data) => {
  const { precision, components } = startOfFrame(new DataView(data));
  if (precision !== 8 || components === 1) return jpegTurbo(data);
  const options: ImageBitmapOptions = { colorSpaceConversion: "none", premultiplyAlpha: "none" };
  const bitmap = await createImageBitmap(new Blob([data], { type: "image/jpeg" }), options);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  if (!context) return jpegTurbo(data);
  context.drawImage(bitmap, 0, 0);
  const { data: rgba } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  bitmap.close();
  const bytes = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    bytes.set(rgba.subarray(from, from + 3), to);
  }
  return { bytes, bitsPerSample: 8, componentCount: 3, isSigned: false };
};

const JPEG = "1.2.840.10008.1.2.4";

/** Transfer syntaxes that are decoded here (PS3.6 Table A-1); raw little endian needs no codec. */
const CODECS: Readonly<Record<string, Codec>> = {
  [`${JPEG}.50`]: jpegBaseline,
  [`${JPEG}.51`]: jpegTurbo,
  [`${JPEG}.57`]: jpegLossless,
  [`${JPEG}.70`]: jpegLossless,
  [`${JPEG}.80`]: jpegLs,
  [`${JPEG}.81`]: jpegLs,
  [`${JPEG}.90`]: j2k,
  [`${JPEG}.91`]: j2k,
  [`${JPEG}.201`]: htj2k,
  [`${JPEG}.202`]: htj2k,
  [`${JPEG}.203`]: htj2k,
};

/** The codec of a transfer syntax; undefined where the browser has none. */
export function codecFor(transferSyntax: string): Codec | undefined {
  return CODECS[transferSyntax];
}

/** Fetch and compile the codec of the archive's own frames before the first one arrives. */
export function warmUp(): void {
  void loadHtj2k().catch(() => undefined);
}
