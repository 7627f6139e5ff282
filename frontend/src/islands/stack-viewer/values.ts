/** The stored values of one frame, exactly as the object holds them. */
export type Values =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

export const DTYPES = [
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "float32",
  "float64",
] as const;
export type Dtype = (typeof DTYPES)[number];

const MAKERS: Readonly<Record<Dtype, (buffer: ArrayBuffer) => Values>> = {
  uint8: (buffer) => new Uint8Array(buffer),
  int8: (buffer) => new Int8Array(buffer),
  uint16: (buffer) => new Uint16Array(buffer),
  int16: (buffer) => new Int16Array(buffer),
  uint32: (buffer) => new Uint32Array(buffer),
  int32: (buffer) => new Int32Array(buffer),
  float32: (buffer) => new Float32Array(buffer),
  float64: (buffer) => new Float64Array(buffer),
};
const BYTES: Readonly<Record<Dtype, number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  float64: 8,
};

export function bytesPerValue(dtype: Dtype): number {
  return BYTES[dtype];
}

/** Read little endian bytes as values of a type (every browser runs on little endian). */
export function viewAs(dtype: Dtype, buffer: ArrayBuffer): Values {
  return MAKERS[dtype](buffer);
}

export function isSigned(dtype: Dtype): boolean {
  return !dtype.startsWith("u");
}

/** What a frame must come to once decoded. */
export interface FrameForm {
  readonly rows: number;
  readonly columns: number;
  /** Samples per pixel: 1, or 3 interleaved. */
  readonly samples: number;
  readonly dtype: Dtype;
  readonly bitsStored: number;
}

export function valueCount(form: FrameForm): number {
  return form.rows * form.columns * form.samples;
}

/** What a codec hands back: packed samples of one or two bytes. */
export interface Decoded {
  readonly bytes: Uint8Array;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned: boolean;
}

/**
 * Make a codec's output the stored values of the object.
 *
 * A codestream may be unsigned although Pixel Representation (0028,0103) is 1: then the value's
 * own sign bit, at Bits Stored (0028,0101), is spread over the word.
 *
 * @throws {RangeError} when the count of values is not what the object promises.
 */
export function toStored(decoded: Decoded, form: FrameForm): Values {
  const wide = decoded.bitsPerSample > 8;
  const copy = decoded.bytes.slice().buffer;
  const read = viewAs(packedType(wide, decoded.isSigned), copy);
  if (read.length !== valueCount(form)) {
    throw new RangeError(`decoded ${read.length} values of ${valueCount(form)}`);
  }
  const stored = viewAs(form.dtype, new ArrayBuffer(read.length * bytesPerValue(form.dtype)));
  const spread = isSigned(form.dtype) && !decoded.isSigned ? 32 - form.bitsStored : 0;
  if (spread === 0) stored.set(read);
  else for (let i = 0; i < read.length; i += 1) stored[i] = ((read[i] ?? 0) << spread) >> spread;
  return stored;
}

function packedType(wide: boolean, signed: boolean): Dtype {
  if (wide) return signed ? "int16" : "uint16";
  return signed ? "int8" : "uint8";
}

/**
 * Read an uncompressed little endian frame.
 *
 * @throws {RangeError} when the count of bytes is not what the object promises.
 */
export function fromRaw(data: ArrayBuffer, form: FrameForm): Values {
  const wanted = valueCount(form) * bytesPerValue(form.dtype);
  // A frame of odd length may carry one byte of padding (PS3.5 8.1.1).
  if (data.byteLength !== wanted && data.byteLength !== wanted + 1) {
    throw new RangeError(`received ${data.byteLength} bytes of ${wanted}`);
  }
  return viewAs(form.dtype, data.byteLength === wanted ? data : data.slice(0, wanted));
}
