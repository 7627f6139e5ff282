import type { Cine } from "./cine";
import type { Command } from "./command";
import { drawCommands, enterMark, pointCommands, turnCommands } from "./draw-commands";
import type { Film } from "./film";
import { fusionCommands } from "./fusion-door";
import type { FusionDoor } from "./fusion-door";
import { eraseChosen } from "./marking";
import { measureByKey } from "./measure-drag";
import { MEASURE_KINDS } from "./measuring";
import type { MeasureKind } from "./measuring";
import { WHOLE } from "./placement";
import type { PlanesDoor } from "./planes-door";
import { opensInverted } from "./series-view";
import { spotByKey } from "./pointing";

export interface Actions {
  readonly film: Film;
  readonly cine: Cine;
  readonly fullScreen: () => void;
  readonly openSheet: () => void;
  readonly planes: PlanesDoor;
  readonly fusion: FusionDoor;
}

export function makeCommands(actions: Actions): readonly Command[] {
  return [
    ...toolCommands(actions),
    ...measureCommands(actions),
    ...imageCommands(actions),
    ...filmCommands(actions),
    ...fusionCommands(actions),
    ...moveCommands(actions),
  ];
}

function toolCommands({ film }: Actions): Command[] {
  const tool = (name: "scroll" | "window" | "zoom" | "pan" | MeasureKind, label: string, key: string, place: Command["place"]): Command => ({
    label,
    keys: [key],
    icon: name,
    place,
    group: "tool",
    pressed: () => film.tool === name,
    run: () => { film.update({ tool: name }); },
  });
  return [
    tool("scroll", "Scroll", "s", "bar"),
    tool("window", "Window", "w", "bar"),
    tool("zoom", "Zoom", "z", "bar"),
    tool("pan", "Pan", "p", "wide"),
    tool("length", "Measure a length", "d", "wide"),
    tool("ellipse", "Measure an area", "e", "wide"),
    tool("roi", "Measure an outline", "o", "menu"),
    tool("angle", "Measure an angle", "n", "menu"),
    tool("bidirectional", "Measure both axes", "b", "menu"),
    ...(film.canDraw ? drawCommands(film) : []),
    ...(film.pointing === null ? [] : pointCommands(film)),
    {
      label: "Annotations",
      keys: ["a"],
      icon: "marks",
      place: "bar",
      group: "tool",
      pressed: () => film.annotated,
      run: () => { film.update({ annotated: !film.annotated }); },
    },
  ];
}

/** What Enter lays down, by who asks. */
const ENTER = {
  author: "Lay a mark over the middle, or name it",
  learner: "Mark what is under the pointer, or in the middle",
  reader: "Lay a measurement over the middle",
} as const;

function layer({ canDraw, pointing }: Film): keyof typeof ENTER {
  if (canDraw) return "author";
  return pointing === null ? "reader" : "learner";
}

/** What a reader measured: laid down, moved and taken away without a mouse too. */
function measureCommands({ film }: Actions): Command[] {
  const menu = { place: "menu", group: "tool" } as const;
  return [
    {
      ...menu,
      place: "key",
      label: ENTER[layer(film)],
      keys: ["enter"],
      run: () => {
        if (enterMark(film) || spotByKey(film)) return;
        const kind = MEASURE_KINDS.find((each) => each === film.tool);
        if (kind) measureByKey(film, film.active, kind);
      },
    },
    { ...menu, place: "key", label: film.keepsMarks ? "Remove the mark or measurement" : "Remove the measurement", keys: ["delete", "backspace"], run: () => { removeChosen(film); } },
    { ...menu, label: "Undo measuring", keys: ["u"], run: () => { film.measures.undo(); film.update({}); } },
    { ...menu, label: "Remove all measurements", keys: ["c"], run: () => { film.measures.clear(); film.update({}); } },
  ];
}

function removeChosen(film: Film): void {
  if (eraseChosen(film)) return;
  if (film.measures.chosen) film.measures.remove(film.measures.chosen);
  film.update({});
}

function imageCommands({ film }: Actions): Command[] {
  const menu = { place: "menu", group: "image" } as const;
  return [
    { ...menu, label: "Opening window", keys: ["0"], run: () => { film.active.setWindow(null); } },
    { ...menu, label: "Whole image", keys: ["f"], run: () => { film.active.setGaze(WHOLE); } },
    {
      ...menu,
      label: "Invert",
      keys: ["i"],
      pressed: () => film.active.view.inverted,
      run: () => {
        film.active.view.inverted = !film.active.view.inverted;
        film.update({});
      },
    },
    {
      ...menu,
      label: "Smooth pixels",
      keys: ["h"],
      pressed: () => film.smooth,
      run: () => { film.update({ smooth: !film.smooth }); },
    },
    ...turnCommands(film),
    {
      label: "Reset",
      keys: ["r"],
      icon: "reset",
      place: "bar",
      group: "image",
      run: () => { reset(film); },
    },
  ];
}

/** The window, zoom, place and tone a series opens with; the slice stays. */
function reset(film: Film): void {
  const { view } = film.active;
  view.inverted = opensInverted(view.series);
  film.active.setWindow(view.series.window);
  film.active.setTurn(view.upright);
  film.changed();
}

function filmCommands({ film, cine, fullScreen, openSheet, planes }: Actions): Command[] {
  return [
    {
      label: "Play",
      keys: [" "],
      icon: "play",
      place: "bar",
      group: "film",
      pressed: () => cine.playing,
      run: () => { cine.toggle(); },
    },
    { label: "Slower", keys: ["["], place: "menu", group: "film", run: () => { cine.changeSpeed(0.8); } },
    { label: "Faster", keys: ["]"], place: "menu", group: "film", run: () => { cine.changeSpeed(1.25); } },
    {
      label: "Scroll together",
      keys: ["l"],
      icon: "link",
      place: "wide",
      group: "film",
      pressed: () => film.linked,
      run: () => { film.update({ linked: !film.linked }); },
    },
    { label: "Window and zoom together", keys: ["&"], place: "menu", group: "film", pressed: () => film.together.isOn, run: () => { film.together.toggle(); film.changed(); } },
    {
      label: "Reference lines",
      keys: ["x"],
      place: "menu",
      group: "film",
      pressed: () => film.crossed,
      run: () => { film.update({ crossed: !film.crossed }); },
    },
    {
      label: "Layout",
      keys: ["g"],
      icon: "layout",
      place: "wide",
      group: "film",
      run: () => { film.nextLayout(); },
    },
    {
      label: "Three planes",
      keys: ["#"],
      icon: "planes",
      place: "wide",
      group: "film",
      run: () => {
        cine.stop();
        planes.toggle();
      },
    },
    { label: "Compare with another study", keys: ["k"], place: "menu", group: "film", run: () => { film.compare(); } },
    { label: "Full screen", keys: ["v"], icon: "full", place: "bar", group: "film", run: fullScreen },
    { label: "Keys", keys: ["?"], place: "menu", group: "film", run: openSheet },
  ];
}

function moveCommands({ film }: Actions): Command[] {
  const move = (label: string, keys: readonly string[], slices: number): Command => ({
    label,
    keys,
    place: "key",
    group: "move",
    run: () => { film.scrollBy(film.active, slices); },
  });
  return [
    move("Next slice", ["arrowdown", "arrowright"], 1),
    move("Previous slice", ["arrowup", "arrowleft"], -1),
    move("Ten slices on", ["pagedown"], 10),
    move("Ten slices back", ["pageup"], -10),
    move("First slice", ["home"], -Infinity),
    move("Last slice", ["end"], Infinity),
    { label: "Next series", keys: ["."], place: "key", group: "move", run: () => { film.step(1); } },
    { label: "Previous series", keys: [","], place: "key", group: "move", run: () => { film.step(-1); } },
  ];
}

/** A window preset of the active stack, by its number from 1. */
export function usePreset(film: Film, number: number): boolean {
  const preset = film.presets()[number - 1];
  if (preset) film.active.setWindow({ center: preset.center, width: preset.width });
  return preset !== undefined;
}
