import type { Command } from "./command";
import type { Drawn } from "./events";
import type { Film } from "./film";
import type { IconName } from "./icons";
import { mirrored, turnedBy } from "./turning";

/** What an author draws with; only where the page keeps what is drawn. */
export function drawCommands(film: Film): Command[] {
  const draw = (shape: Drawn, label: string, icon: IconName): Command => ({
    label,
    keys: [],
    icon,
    place: "wide",
    group: "tool",
    pressed: () => film.tool === `draw-${shape}`,
    run: () => { film.update({ tool: film.tool === `draw-${shape}` ? "scroll" : `draw-${shape}` }); },
  });
  return [
    draw("arrow", "Draw an arrow", "marks"),
    draw("circle", "Draw a circle", "circle"),
    draw("freehand", "Draw an outline", "outline"),
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
