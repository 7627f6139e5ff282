import type { Renderer } from "./renderer";
import { CpuRenderer } from "./renderer-cpu";
import { GlRenderer, NoWebGl } from "./renderer-gl";

/** WebGL where a graphics card does it, made when the first picture comes; else the plain canvas. */
export function chooseRenderer(onRestored: () => void): () => Renderer {
  let chosen: Renderer | undefined;
  const guarded = (gl: GlRenderer): Renderer => ({
    kind: "webgl",
    draw(target, picture, placed, look) {
      try {
        gl.draw(target, picture, placed, look);
      } catch (error) {
        if (!(error instanceof NoWebGl)) throw error;
        chosen = new CpuRenderer();
        chosen.draw(target, picture, placed, look);
      }
    },
    dispose() { gl.dispose(); },
  });
  return () => {
    chosen ??= makeGl(onRestored, guarded);
    return chosen;
  };
}

function makeGl(onRestored: () => void, guarded: (gl: GlRenderer) => Renderer): Renderer {
  try {
    return guarded(new GlRenderer(onRestored));
  } catch (error) {
    if (error instanceof NoWebGl) return new CpuRenderer();
    throw error;
  }
}
