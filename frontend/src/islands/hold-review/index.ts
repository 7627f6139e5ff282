import { make, setText } from "../../runtime/dom";
import type { Island } from "../../runtime/island";
import { makeCommands } from "./commands";
import { Gaze } from "./gaze";
import { listenToKeys, makeSheet } from "./keyboard";
import { Panel } from "./panel";
import { parseProps } from "./props";
import type { HoldProps } from "./props";
import { Session } from "./session";
import { Stage } from "./stage";

/** Deciding about held images, one after the other, without leaving the page. */
const holdReview: Island = {
  mount(root, props) {
    const stop = new AbortController();
    start(root, parseProps(props), stop.signal);
    return () => { stop.abort(); };
  },
};
export default holdReview;

function start(root: HTMLElement, props: HoldProps, signal: AbortSignal): void {
  const made: { update?: () => void } = {}; // the session speaks while the page is still being made
  const session = new Session(props, signal, () => made.update?.());
  const openSheet = (): void => { sheet.showModal(); };
  const commands = makeCommands(session, openSheet);
  const sheet = makeSheet(() => commands);
  const stage = new Stage(session, signal);
  const panel = new Panel(session, commands, signal);
  const bar = makeBar(session, props.root, openSheet, signal);
  const waiting = make("p", { class: "hold-remark" });
  const film = make("div", { class: "hold-film film", role: "region", "aria-label": "Picture", tabindex: 0 }, stage.element, waiting);
  const gaze = new Gaze(film, stage, session, signal);
  const fit = (): void => { gaze.fit(); };
  made.update = () => {
    bar.update();
    stage.update();
    panel.update();
    fit();
    film.classList.toggle("windowing", session.isWindowing);
    waiting.hidden = session.isPicture;
    setText(waiting, session.facts ? "This file has no picture." : "Opening…");
    const { file } = session;
    if (file && !location.pathname.includes(file.key)) history.replaceState(null, "", `${props.root}${file.key}/${location.search}`);
  };
  root.replaceChildren(bar.element, film, panel.element, sheet);
  const watcher = new ResizeObserver(fit);
  watcher.observe(film);
  signal.addEventListener("abort", () => { watcher.disconnect(); });
  listenToKeys(session, commands, signal);
  void session.go(session.index);
}

/** Where one is, how much is left, what was said last, and the way out. */
function makeBar(session: Session, root: string, openSheet: () => void, signal: AbortSignal): { element: HTMLElement; update: () => void } {
  const title = make("h1", {});
  const left = make("span", { class: "soft num" });
  const said = make("p", { class: "hold-said", role: "status" });
  const progress = make("progress", { "aria-label": "Decisions" });
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
  const done = make("form", { method: "post", action: `${root}done/` },
    make("input", { type: "hidden", name: "csrfmiddlewaretoken", value: token }), make("button", { class: "btn" }, "Done"));
  const step = (by: number, label: string, text: string): HTMLButtonElement => {
    const button = make("button", { type: "button", class: "btn square plain", "aria-label": label }, text);
    button.addEventListener("click", () => { void session.go(session.index + by); }, { signal });
    return button;
  };
  const help = make("button", { type: "button", class: "btn plain square", "aria-label": "All keys" }, "?");
  help.addEventListener("click", openSheet, { signal });
  const element = make("div", { class: "hold-bar" },
    make("a", { class: "btn plain", href: root }, "All held"), step(-1, "Previous file", "‹"), title, step(1, "Next file", "›"), left, said, progress, help, done);
  const update = (): void => {
    const { file, files, index, undecided, progress: working } = session;
    setText(title, file ? `File ${file.ordinal}` : "Nothing is held");
    setText(left, undecided > 0 ? `${index + 1} of ${files.length}, ${undecided} to decide` : `All ${files.length} decided`);
    setText(said, session.said.text);
    said.classList.toggle("bad", session.said.isBad);
    progress.hidden = !working;
    progress.max = working?.total ?? 1;
    progress.value = working?.done ?? 0;
    done.firstElementChild?.nextElementSibling?.classList.toggle("primary", undecided === 0);
  };
  return { element, update };
}
