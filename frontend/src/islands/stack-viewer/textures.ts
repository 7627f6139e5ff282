import type { Picture } from "./renderer";
import { TABLE_WIDTH } from "./shaders";
import type { TexelKind } from "./shaders";
import type { Palette } from "./stack";
import type { Dtype, Values } from "./values";
import type { Lut } from "./window-math";

export function texelKind(dtype: Dtype): TexelKind {
  if (dtype.startsWith("float")) return "float";
  return dtype.startsWith("u") ? "unsigned" : "signed";
}

/** Internal format, format and type that hold a kind of value without any change to it. */
type Format = readonly [internal: number, format: number, type: number];

/** How many frames stay on the graphics card: enough to go back and forth, little enough for phones. */
const KEPT_BYTES = 96 * 1024 * 1024;

/** Textures of frames and tables; integers stay integers all the way to the shader. */
export class TextureStore {
  readonly #pictures = new Map<string, { texture: WebGLTexture; bytes: number; values: Values }>();
  readonly #tables = new WeakMap<object, WebGLTexture>();
  #bytes = 0;
  #empty: WebGLTexture | undefined;

  constructor(private readonly gl: WebGL2RenderingContext) {
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  }

  use(unit: number, texture: WebGLTexture): void {
    this.gl.activeTexture(this.gl.TEXTURE0 + unit);
    this.gl.bindTexture(this.gl.TEXTURE_2D, texture);
  }

  picture({ key, stack, values }: Picture): WebGLTexture {
    const kept = this.#pictures.get(key);
    if (kept?.values === values) {
      this.#pictures.delete(key);
      this.#pictures.set(key, kept);
      return kept.texture;
    }
    if (kept) this.#forget(key, kept);
    const data = values instanceof Float64Array ? new Float32Array(values) : values;
    const format = formatOf(this.gl, stack.dtype, stack.samples);
    const texture = this.#upload(stack.columns, stack.rows, format, data);
    this.#pictures.set(key, { texture, bytes: data.byteLength, values });
    this.#bytes += data.byteLength;
    this.#letGo(key);
    return texture;
  }

  #letGo(newest: string): void {
    for (const [key, { texture, bytes }] of this.#pictures) {
      if (this.#bytes <= KEPT_BYTES || key === newest) return;
      this.#forget(key, { texture, bytes });
    }
  }

  #forget(key: string, { texture, bytes }: { readonly texture: WebGLTexture; readonly bytes: number }): void {
    this.gl.deleteTexture(texture);
    this.#pictures.delete(key);
    this.#bytes -= bytes;
  }

  /** A look-up table as floats, wrapped into rows, for tables reach 65,536 entries. */
  lut(lut: Lut): WebGLTexture {
    return this.#table(lut, () => {
      const rows = Math.ceil(lut.data.length / TABLE_WIDTH);
      const data = new Float32Array(TABLE_WIDTH * rows);
      data.set(lut.data);
      return this.#upload(TABLE_WIDTH, rows, [this.gl.R32F, this.gl.RED, this.gl.FLOAT], data);
    });
  }

  palette(palette: Palette): WebGLTexture {
    return this.#table(palette, () => {
      const { gl } = this;
      const rows = Math.ceil(palette.rgba.length / 4 / TABLE_WIDTH);
      const data = new Uint8Array(TABLE_WIDTH * rows * 4);
      data.set(palette.rgba);
      return this.#upload(TABLE_WIDTH, rows, [gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE], data);
    });
  }

  #table(source: object, make: () => WebGLTexture): WebGLTexture {
    const kept = this.#tables.get(source);
    if (kept) return kept;
    const made = make();
    this.#tables.set(source, made);
    return made;
  }

  /** What a sampler that is not needed looks at. */
  empty(): WebGLTexture {
    const { gl } = this;
    this.#empty ??= this.#upload(1, 1, [gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE], new Uint8Array(4));
    return this.#empty;
  }

  #upload(width: number, height: number, [internal, format, type]: Format, data: ArrayBufferView): WebGLTexture {
    const { gl } = this;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
      gl.texParameteri(gl.TEXTURE_2D, side, gl.NEAREST);
    }
    gl.texImage2D(gl.TEXTURE_2D, 0, internal, width, height, 0, format, type, data);
    return texture;
  }
}

function formatOf(gl: WebGL2RenderingContext, dtype: Dtype, samples: number): Format {
  const integer = samples === 3 ? gl.RGB_INTEGER : gl.RED_INTEGER;
  const pick = (one: number, three: number): number => (samples === 3 ? three : one);
  const formats: Readonly<Record<Dtype, Format>> = {
    uint8: [pick(gl.R8UI, gl.RGB8UI), integer, gl.UNSIGNED_BYTE],
    int8: [pick(gl.R8I, gl.RGB8I), integer, gl.BYTE],
    uint16: [pick(gl.R16UI, gl.RGB16UI), integer, gl.UNSIGNED_SHORT],
    int16: [pick(gl.R16I, gl.RGB16I), integer, gl.SHORT],
    uint32: [pick(gl.R32UI, gl.RGB32UI), integer, gl.UNSIGNED_INT],
    int32: [pick(gl.R32I, gl.RGB32I), integer, gl.INT],
    float32: [gl.R32F, gl.RED, gl.FLOAT],
    float64: [gl.R32F, gl.RED, gl.FLOAT],
  };
  return formats[dtype];
}
