import type { Island } from "../../runtime/island";
import { Announcer } from "./announcer";
import { bridge } from "./bridge";
import { FrameCache, cacheCapacity } from "./cache";
import { Cine } from "./cine";
import { makeCommands } from "./commands";
import { DecodePool } from "./decode-pool";
import { Film } from "./film";
import { Grant } from "./grant";
import { listenToKeys } from "./keyboard";
import { listenToLinks } from "./links";
import { FrameLoader } from "./loader";
import { drawOver } from "./overlay";
import { Keymap } from "./keymap";
import { Magnifier } from "./magnifier";
import { FusionDoor } from "./fusion-door";
import { PlanesDoor } from "./planes-door";
import { hangMammograms } from "./mammograms";
import { parseProps } from "./props";
import type { ViewerProps } from "./props";
import { chooseRenderer } from "./renderer-choice";
import { joinRoom } from "./room";
import { makeSheet } from "./sheet";
import { StackStore } from "./stack-store";
import { makeStrip } from "./strip";
import { makeToolbar } from "./toolbar";
import { listenToMouse } from "./tools";
import { listenToTouch } from "./touch";
import { exposeShown } from "./testing-window";
import type { Shared } from "./viewport";

const WORKERS = 2;

/** The film of a case: its image stacks, at native depth. */
const stackViewer: Island = {
  mount(root, props) {
    const parsed = parseProps(props);
    const stop = new AbortController();
    const film = makeFilm(root, parsed, stop.signal);
    return () => {
      stop.abort();
      film.dispose();
    };
  },
};
export default stackViewer;

/** What asks for each other while the one is still being made. */
interface Made {
  film?: Film;
  planes?: PlanesDoor;
  fusion?: FusionDoor;
}

function makeFilm(root: HTMLElement, props: ViewerProps, signal: AbortSignal): Film {
  const made: Made = {}; // the viewports ask while the film is still being made
  const shared = makeShared(props, signal, made);
  const film = new Film(props, shared, readyPreviews(root, props));
  made.film = film;
  const cine = new Cine(film);
  signal.addEventListener("abort", () => { cine.stop(); });
  const fullScreen = (): void => { toggleFullScreen(root); };
  const openSheet = (): void => { sheet.showModal(); };
  const planes = new PlanesDoor(root, film, shared, () => keymap, signal);
  const fusion = new FusionDoor(root, film, shared, signal);
  Object.assign(made, { planes, fusion });
  const commands = makeCommands({ film, cine, fullScreen, openSheet, planes, fusion });
  const keymap = new Keymap(commands);
  const sheet = makeSheet(commands, keymap);
  root.classList.add("film");
  root.replaceChildren(
    makeToolbar(film, commands, keymap, signal),
    film.hang,
    makeStrip(film, signal),
    shared.announcer.element,
    sheet,
  );
  new Magnifier(film, signal);
  bridge(root, film, signal);
  joinRoom(root, film, signal);
  film.hangAsBefore();
  hangMammograms(film, shared.stacks);
  listenToMouse(film, signal);
  listenToTouch(film, signal);
  listenToKeys(root, film, commands, keymap, signal);
  listenToLinks(root, film, signal);
  listenToRetry(film, signal);
  listenToFocus(film, signal);
  exposeShown(root, film, () => shared.renderer().kind);
  return film;
}

function makeShared(
  props: ViewerProps,
  signal: AbortSignal,
  made: Made,
): Shared & { readonly announcer: Announcer } {
  const film = (): Film | undefined => made.film;
  const grant = new Grant(props.grantUrl, signal);
  const pool = new DecodePool(WORKERS);
  const memory = (navigator as Navigator & { deviceMemory?: number }).deviceMemory; // not in every browser
  const cache = new FrameCache(cacheCapacity(memory));
  const loader = new FrameLoader(cache, pool, grant, (key) => {
    film()?.arrived(key);
    for (const door of [made.planes, made.fusion]) door?.arrivals.forEach((heard) => { heard(key); });
  });
  const renderer = chooseRenderer(() => { film()?.update({}); });
  const announcer = new Announcer(film);
  signal.addEventListener("abort", () => {
    loader.dispose();
    pool.dispose();
    announcer.dispose();
    renderer().dispose();
  });
  return {
    cache,
    loader,
    stacks: new StackStore(grant, signal),
    renderer,
    announcer,
    smooth: () => film()?.smooth ?? true,
    drawOver: (viewport) => {
      const made = film();
      if (made) drawOver(made, viewport);
      made?.over?.draw(viewport);
    },
    looked: (viewport, what) => { film()?.together.follow(viewport, what); },
    companions: () => film()?.viewports.length ?? props.hung.length,
    changed: (viewport) => {
      announcer.changed(viewport);
      film()?.drawn(viewport);
    },
  };
}

/** Previews that the page already shows, by series: they are moved into the viewports. */
function readyPreviews(root: HTMLElement, props: ViewerProps): ReadonlyMap<string, HTMLImageElement> {
  const images = [...root.querySelectorAll("img")];
  const all = props.studies.flatMap((study) => study.series);
  const found = all.flatMap((series) => {
    const image = images.find((each) => each.getAttribute("src") === series.previewUrl);
    return image ? [[series.id, image] as const] : [];
  });
  return new Map(found);
}

function listenToRetry(film: Film, signal: AbortSignal): void {
  film.hang.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>(".again") : null;
    const viewport = film.viewports.find(({ parts }) => parts.again === button);
    if (!button || !viewport) return;
    if (button.dataset["trouble"] === "forbidden") location.reload();
    else viewport.retry();
  }, { signal });
}

/** The viewport that has the keyboard is the active one. */
function listenToFocus(film: Film, signal: AbortSignal): void {
  film.hang.addEventListener("focusin", (event) => {
    const viewport = film.viewports.find(({ parts }) => parts.element === event.target);
    if (viewport && !viewport.active) film.activate(viewport);
  }, { signal });
}

function toggleFullScreen(root: HTMLElement): void {
  // A refusal, as on phones that have none, leaves everything as it was.
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  else void root.requestFullscreen().catch(() => undefined);
}

