import type { Placement } from "./placement";
import { toneMap } from "./renderer";
import type { Look, Picture, Renderer } from "./renderer";
import { VERTEX, fragmentShader } from "./shaders";
import type { ColourKind, TexelKind } from "./shaders";
import type { Palette } from "./stack";
import { TextureStore, texelKind } from "./textures";
import type { Lut, ToneMap } from "./window-math";

const FUNCTIONS = { LINEAR: 0, LINEAR_EXACT: 1, SIGMOID: 2 } as const;
const TABLE = 3;

interface Program {
  readonly program: WebGLProgram;
  readonly at: (name: string) => WebGLUniformLocation | null;
}

interface Table {
  readonly texture: WebGLTexture;
  readonly first: number;
  readonly count: number;
}

/** Why WebGL cannot be used; the page then draws without it. */
export class NoWebGl extends Error {}

/** One hidden WebGL2 canvas draws for every viewport, which copies the result. */
export class GlRenderer implements Renderer {
  readonly kind = "webgl";
  readonly #canvas = document.createElement("canvas");
  readonly #gl: WebGL2RenderingContext;
  readonly #programs = new Map<string, Program>();
  #textures: TextureStore;

  /** @throws {NoWebGl} when the browser has no WebGL2, or lost it at once. */
  constructor(onRestored: () => void) {
    const options: WebGLContextAttributes = {
      alpha: false,
      antialias: false,
      depth: false,
      preserveDrawingBuffer: true,
      powerPreference: "high-performance",
    };
    const gl = this.#canvas.getContext("webgl2", options);
    if (!gl || gl.isContextLost() || isSoftware(gl)) throw new NoWebGl();
    this.#gl = gl;
    this.#textures = new TextureStore(gl);
    this.#canvas.addEventListener("webglcontextlost", (event) => { event.preventDefault(); });
    this.#canvas.addEventListener("webglcontextrestored", () => {
      this.#programs.clear();
      this.#textures = new TextureStore(gl);
      onRestored();
    });
  }

  draw(target: CanvasRenderingContext2D, picture: Picture, placed: Placement, look: Look): void {
    const { width, height } = target.canvas;
    const gl = this.#gl;
    if (width === 0 || height === 0 || gl.isContextLost()) return;
    // Growing only: shrinking and growing again would make new buffers at every viewport.
    if (this.#canvas.width < width) this.#canvas.width = width;
    if (this.#canvas.height < height) this.#canvas.height = height;
    gl.viewport(0, 0, width, height);
    this.#drawInto(picture, placed, look, height);
    target.drawImage(this.#canvas, 0, this.#canvas.height - height, width, height, 0, 0, width, height);
  }

  #drawInto(picture: Picture, placed: Placement, look: Look, viewHeight: number): void {
    const gl = this.#gl;
    const { stack, frame } = picture;
    const colour = colourKind(picture);
    const { program, at } = this.#programFor(texelKind(stack.dtype), colour);
    const tone = toneMap(stack, frame, look);
    gl.useProgram(program);
    gl.uniform2f(at("u_size"), stack.columns, stack.rows);
    gl.uniform4f(at("u_place"), placed.scaleX, placed.scaleY, placed.offsetX, placed.offsetY);
    gl.uniform1f(at("u_viewHeight"), viewHeight);
    const { a, b, c, d, e, f } = placed.turned;
    gl.uniform4f(at("u_turn"), a, b, c, d);
    gl.uniform2f(at("u_turnShift"), e, f);
    gl.uniform1i(at("u_smooth"), look.smooth ? 1 : 0);
    gl.uniform1i(at("u_inverted"), (colour === "grey" ? tone.inverted : look.inverted) ? 1 : 0);
    gl.uniform1f(at("u_full"), tone.voiLut ? 2 ** tone.voiLut.bits - 1 : 2 ** stack.bitsStored - 1);
    this.#setTone(at, tone);
    this.#bind(at, picture, colour, tone);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  #setTone(at: Program["at"], tone: ToneMap): void {
    const gl = this.#gl;
    gl.uniform2f(at("u_rescale"), tone.slope, tone.intercept);
    gl.uniform2f(at("u_window"), tone.window.center, tone.window.width);
    gl.uniform1i(at("u_function"), tone.voiLut ? TABLE : FUNCTIONS[tone.voiFunction]);
    gl.uniform1i(at("u_padded"), tone.padding ? 1 : 0);
    gl.uniform2f(at("u_padding"), tone.padding?.[0] ?? 0, tone.padding?.[1] ?? 0);
  }

  #bind(at: Program["at"], picture: Picture, colour: ColourKind, tone: ToneMap): void {
    const gl = this.#gl;
    const empty: Table = { texture: this.#textures.empty(), first: 0, count: 0 };
    const { palette } = picture.stack;
    const first = colour === "palette" ? palette && this.#palette(palette) : this.#lut(tone.modalityLut);
    const tables = { u_modality: first ?? empty, u_voi: this.#lut(tone.voiLut) ?? empty };
    gl.uniform1i(at("u_values"), 0);
    this.#textures.use(0, this.#textures.picture(picture));
    Object.entries(tables).forEach(([name, table], index) => {
      gl.uniform1i(at(name), index + 1);
      gl.uniform1f(at(`${name}First`), table.first);
      gl.uniform1i(at(`${name}Count`), table.count);
      this.#textures.use(index + 1, table.texture);
    });
  }

  #lut(lut: Lut | null): Table | null {
    return lut && { texture: this.#textures.lut(lut), first: lut.first, count: lut.data.length };
  }

  #palette(palette: Palette): Table {
    const count = palette.rgba.length / 4;
    return { texture: this.#textures.palette(palette), first: palette.first, count };
  }

  #programFor(texels: TexelKind, colour: ColourKind): Program {
    const name = `${texels} ${colour}`;
    let found = this.#programs.get(name);
    if (!found) {
      found = link(this.#gl, fragmentShader(texels, colour));
      this.#programs.set(name, found);
    }
    return found;
  }

  dispose(): void {
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

/** What reckons shaders on the processor: there the plain canvas is several times as fast. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

function isSoftware(gl: WebGL2RenderingContext): boolean {
  const told = gl.getExtension("WEBGL_debug_renderer_info");
  return SOFTWARE.test(String(gl.getParameter(told ? told.UNMASKED_RENDERER_WEBGL : gl.RENDERER)));
}

function colourKind({ stack }: Picture): ColourKind {
  if (stack.samples === 3) return "rgb";
  return stack.palette ? "palette" : "grey";
}

function link(gl: WebGL2RenderingContext, fragment: string): Program {
  const program = gl.createProgram();
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, VERTEX));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, fragment));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new NoWebGl(gl.getProgramInfoLog(program) ?? "link");
  }
  const places = new Map<string, WebGLUniformLocation | null>();
  const at = (name: string): WebGLUniformLocation | null => {
    if (!places.has(name)) places.set(name, gl.getUniformLocation(program, name));
    return places.get(name) ?? null;
  };
  return { program, at };
}

function compile(gl: WebGL2RenderingContext, kind: number, source: string): WebGLShader {
  const shader = gl.createShader(kind);
  if (!shader) throw new NoWebGl("shader");
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  return shader;
}

