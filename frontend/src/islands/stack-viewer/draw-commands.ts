import type { Command } from "./command";
import { DRAWN } from "./events";
import type { Drawn } from "./events";
import { drawByKey } from "./drawing";
import type { Film } from "./film";
import type { IconName } from "./icons";
import { nameChosen, nextMark } from "./marking";
import { mirrored, turnedBy } from "./turning";

/** What an author draws with; only where the page keeps what is drawn. */
export function drawCommands(film: Film): Command[] {
  const draw = (shape: Drawn, label: string, key: string, icon: IconName): Command => ({
    label,
    keys: [key],
    icon,
    place: "wide",
    group: "tool",
    pressed: () => film.tool === `draw-${shape}`,
    run: () => { film.update({ tool: film.tool === `draw-${shape}` ? "scroll" : `draw-${shape}` }); },
  });
  return [
    draw("arrow", "Draw an arrow", "-", "arrow"),
    draw("circle", "Draw a circle", "=", "circle"),
    draw("freehand", "Draw an outline", "\\", "outline"),
    draw("label", "Write on the image", "'", "label"),
    { label: "Next mark", keys: [";"], place: "menu", group: "tool", run: () => { nextMark(film); } },
  ];
}

/** Enter: lay down what the tool draws, else name the chosen mark; false where it does neither. */
export function enterMark(film: Film): boolean {
  const shape = DRAWN.find((each) => film.tool === `draw-${each}`);
  if (!film.canDraw) return false;
  if (!shape) return nameChosen(film, film.active);
  drawByKey(film, shape);
  return true;
}

/** What a learner marks with; only where the page asks for it. */
export function pointCommands(film: Film): Command[] {
  return [
    {
      label: "Mark what you see",
      keys: ["-"],
      icon: "circle",
      place: "bar",
      group: "tool",
      pressed: () => film.tool === "spot",
      run: () => { film.update({ tool: "spot" }); },
    },
    { label: "Next mark", keys: [";"], place: "menu", group: "tool", run: () => { nextMark(film); } },
  ];
}

/** How the image lies. */
export function turnCommands(film: Film): Command[] {
  const menu = { place: "menu", group: "image" } as const;
  const turn = (quarters: 1 | -1): void => {
    film.active.setTurn(turnedBy(film.active.view.turn, quarters));
    film.changed();
  };
  return [
    { ...menu, label: "Turn right", keys: ["t"], run: () => { turn(1); } },
    { ...menu, label: "Turn left", keys: ["y"], run: () => { turn(-1); } },
    {
      ...menu,
      label: "Mirror",
      keys: ["m"],
      pressed: () => film.active.view.turn.flipped,
      run: () => {
        film.active.setTurn(mirrored(film.active.view.turn));
        film.changed();
      },
    },
    {
      ...menu,
      label: "Magnifier",
      keys: ["q"],
      pressed: () => film.magnified,
      run: () => { film.update({ magnified: !film.magnified }); },
    },
    {
      ...menu,
      label: "Keep this window as my own, or forget it",
      keys: ["j"],
      run: () => {
        const range = film.active.windowNow();
        if (range) film.ownPresets().toggle({ center: range.center, width: range.width });
        film.changed();
      },
    },
  ];
}
