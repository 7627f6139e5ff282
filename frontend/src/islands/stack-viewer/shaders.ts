/** What kind of texel a program reads. */
export type TexelKind = "signed" | "unsigned" | "float";
export type ColourKind = "grey" | "rgb" | "palette";

export const VERTEX = `#version 300 es
void main() {
  vec2 corner = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

const SAMPLERS: Readonly<Record<TexelKind, string>> = {
  signed: "isampler2D",
  unsigned: "usampler2D",
  float: "sampler2D",
};

/** Each texel becomes (value or colour, weight): padding weighs nothing, so it never bleeds. */
const TEXELS: Readonly<Record<ColourKind, string>> = {
  grey: `
vec4 texel(ivec2 at) {
  float stored = float(texelFetch(u_values, at, 0).r);
  if (u_padded && stored >= u_padding.x && stored <= u_padding.y) return vec4(0.0);
  float value = stored * u_rescale.x + u_rescale.y;
  if (u_modalityCount > 0) value = entry(u_modality, stored, u_modalityFirst, u_modalityCount).r;
  return vec4(value, 0.0, 0.0, 1.0);
}`,
  rgb: `
vec4 texel(ivec2 at) { return vec4(vec3(texelFetch(u_values, at, 0).rgb) / u_full, 1.0); }`,
  palette: `
vec4 texel(ivec2 at) {
  float stored = float(texelFetch(u_values, at, 0).r);
  return vec4(entry(u_modality, stored, u_modalityFirst, u_modalityCount).rgb, 1.0);
}`,
};

/** Value to light. PS3.3 C.11.2.1.2 and C.11.2.1.3; the same steps as window-math. */
const TONES: Readonly<Record<ColourKind, string>> = {
  grey: `
vec3 tone(vec3 sampled) {
  float value = sampled.r;
  float c = u_window.x;
  float w = u_window.y;
  float y;
  if (u_function == 3) y = entry(u_voi, value, u_voiFirst, u_voiCount).r / u_full;
  else if (u_function == 2) y = 1.0 / (1.0 + exp(-4.0 * (value - c) / w));
  else if (u_function == 1) y = (value - c) / w + 0.5;
  else if (value <= c - 0.5 - (w - 1.0) / 2.0) y = 0.0;
  else if (value > c - 0.5 + (w - 1.0) / 2.0) y = 1.0;
  else y = (value - (c - 0.5)) / (w - 1.0) + 0.5;
  return vec3(clamp(y, 0.0, 1.0));
}`,
  rgb: `vec3 tone(vec3 sampled) { return sampled; }`,
  palette: `vec3 tone(vec3 sampled) { return sampled; }`,
};

export const TABLE_WIDTH = 4096;

const PRECISION = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp isampler2D;
precision highp usampler2D;`;

const UNIFORMS = `
uniform sampler2D u_modality;
uniform sampler2D u_voi;
uniform vec2 u_size;
uniform vec4 u_place;
uniform vec4 u_turn;
uniform vec2 u_turnShift;
uniform float u_viewHeight;
uniform vec2 u_rescale;
uniform vec2 u_window;
uniform vec2 u_padding;
uniform bool u_padded;
uniform bool u_inverted;
uniform bool u_smooth;
uniform int u_function;
uniform float u_full;
uniform float u_modalityFirst;
uniform int u_modalityCount;
uniform float u_voiFirst;
uniform int u_voiCount;
out vec4 light;

vec4 entry(sampler2D table, float value, float first, int count) {
  int index = clamp(int(floor(value + 0.5)) - int(first), 0, count - 1);
  return texelFetch(table, ivec2(index % ${TABLE_WIDTH}, index / ${TABLE_WIDTH}), 0);
}
`;

const SAMPLING = `
vec4 inside(ivec2 at) { return texel(clamp(at, ivec2(0), ivec2(u_size) - 1)); }

vec4 bilinear(vec2 at) {
  vec2 corner = floor(at - 0.5);
  vec2 part = at - 0.5 - corner;
  ivec2 i = ivec2(corner);
  vec4 a = inside(i) * (1.0 - part.x) + inside(i + ivec2(1, 0)) * part.x;
  vec4 b = inside(i + ivec2(0, 1)) * (1.0 - part.x) + inside(i + ivec2(1, 1)) * part.x;
  return a * (1.0 - part.y) + b * part.y;
}

// A shrunken image is the mean of what lies under each pixel, or fine detail would flicker.
vec4 mean(vec2 at, vec2 step) {
  ivec2 n = ivec2(clamp(ceil(step), 1.0, 6.0));
  vec4 sum = vec4(0.0);
  for (int y = 0; y < n.y; y += 1) {
    for (int x = 0; x < n.x; x += 1) {
      vec2 shift = (vec2(x, y) + 0.5) / vec2(n) - 0.5;
      sum += inside(ivec2(floor(at + shift * step)));
    }
  }
  return sum / float(n.x * n.y);
}

void main() {
  vec2 pixel = vec2(gl_FragCoord.x, u_viewHeight - gl_FragCoord.y);
  vec2 turned = (pixel - u_place.zw) / u_place.xy - u_turnShift;
  // Back by the transpose: turns and mirrors undo themselves by it.
  vec2 at = vec2(dot(u_turn.xz, turned), dot(u_turn.yw, turned));
  light = vec4(0.0, 0.0, 0.0, 1.0);
  if (any(lessThan(at, vec2(0.0))) || any(greaterThanEqual(at, u_size))) return;
  vec4 centre = texel(ivec2(floor(at)));
  if (centre.a == 0.0) return;
  vec4 sampled = centre;
  vec2 step = abs(u_turn.x) > 0.5 ? 1.0 / u_place.xy : 1.0 / u_place.yx;
  if (u_smooth) sampled = max(step.x, step.y) > 1.5 ? mean(at, step) : bilinear(at);
  vec3 shown = tone(sampled.rgb / sampled.a);
  light.rgb = u_inverted ? 1.0 - shown : shown;
}`;

/** The program for one kind of texel and colour. */
export function fragmentShader(texels: TexelKind, colour: ColourKind): string {
  const values = `uniform ${SAMPLERS[texels]} u_values;`;
  return [PRECISION, values, UNIFORMS, TEXELS[colour], TONES[colour], SAMPLING].join("\n");
}
