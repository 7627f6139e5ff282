import { make, setText } from "../../runtime/dom";
import { listen } from "../../runtime/live";
import type { Told } from "../../runtime/live";
import { askStandings, closeUpload, discardUpload, putPiece, putSmall, Refusal } from "./api";
import type { OpenUpload } from "./api";
import type { SeriesGroup } from "./folder";
import { icon } from "./icon";
import { FileList } from "./list";
import { Outcomes } from "./outcomes";
import type { UploadProps } from "./props";
import { Rate } from "./rate";
import { Sender } from "./sender";
import type { Sending } from "./sender";
import { counted, sizeWords, timeWords } from "./words";

const DRAW_MS = 250;

export interface Order {
  readonly opened: OpenUpload;
  readonly chosen: readonly SeriesGroup[];
  readonly props: UploadProps;
  readonly asksFirst: boolean;
  readonly again: () => void;
}

/** Send all of it and show how it goes, to the end of the route. */
export function sendAll(root: HTMLElement, order: Order): void {
  const view = new SendingView(root, order);
  void view.run();
}

class SendingView {
  private readonly words = make("p", { class: "big", role: "status" });
  private readonly bar = make("progress", { max: 1, value: 0, "aria-label": "Sent" });
  private readonly trouble = make("div", { role: "alert" });
  private readonly pause = make("button", { class: "btn", type: "button" }, "Pause");
  private readonly cancel = make("button", { class: "btn plain", type: "button" }, "Cancel");
  private readonly buttons = make("div", { class: "row" }, this.pause, this.cancel);
  private readonly files: readonly Sending[];
  private readonly list: FileList;
  private readonly sender: Sender;
  private readonly rate = new Rate();
  private readonly stop = new AbortController();
  private readonly outcomes: Outcomes;
  private shownHalt = "";

  constructor(root: HTMLElement, private readonly order: Order) {
    const groups = new Map(order.chosen.map((series) => [series, series.files.map(asSending)] as const));
    this.files = [...groups.values()].flat();
    this.list = new FileList(order.chosen, groups);
    const { opened } = order;
    this.outcomes = new Outcomes(this.files, (ids) => askStandings(opened, ids));
    this.sender = new Sender(this.files, {
      put: (piece, signal) => putPiece(opened, piece, signal),
      putSmall: (files, signal) => putSmall(opened, files, signal),
      known: (ids) => askStandings(opened, ids),
    }, {
      chunkBytes: order.props.chunkBytes, smallBytes: order.props.chunkBytes / 4, asksFirst: order.asksFirst,
      wait: (ms) => new Promise((resolve) => { setTimeout(resolve, ms); }),
    }, () => { this.showHalt(); });
    this.pause.addEventListener("click", () => { this.turn(); });
    this.cancel.addEventListener("click", () => { this.sender.cancel(); });
    root.replaceChildren(this.words, this.bar, this.trouble, this.buttons, this.list.element);
  }

  async run(): Promise<void> {
    const timer = setInterval(() => { this.draw(); }, DRAW_MS);
    const warn = (event: BeforeUnloadEvent): void => { event.preventDefault(); };
    window.addEventListener("beforeunload", warn);
    listen(this.order.opened.liveUrl, (told) => { this.heard(told); }, () => undefined, this.stop.signal);
    this.draw();
    const isWhole = await this.sender.run();
    window.removeEventListener("beforeunload", warn);
    clearInterval(timer);
    this.draw();
    await (isWhole ? this.close() : this.leave());
  }

  private turn(): void {
    if (this.sender.halt) this.sender.goOn();
    else this.sender.pause();
  }

  private draw(): void {
    const total = this.files.reduce((sum, { given }) => sum + given.size, 0);
    const sent = this.files.reduce((sum, { sentBytes, state, given }) => sum + (state === "failed" ? given.size : sentBytes), 0);
    this.rate.note(sent, performance.now());
    const left = this.sender.halt ? "" : timeWords(this.rate.secondsFor(total - sent));
    this.bar.value = total > 0 ? sent / total : 1;
    setText(this.words, [`Sent ${sizeWords(sent)} of ${sizeWords(total)}`, left].filter(Boolean).join(", "));
    this.list.update();
  }

  private showHalt(): void {
    const { halt } = this.sender;
    setText(this.pause, halt ? "Go on" : "Pause");
    const said = halt && halt.code !== "paused" ? halt.message : "";
    if (said === this.shownHalt) return;
    this.shownHalt = said;
    this.trouble.replaceChildren();
    if (!said) return;
    const link = halt?.code === "signed_out"
      ? make("a", { class: "btn", href: this.order.props.loginUrl, target: "_blank" }, "Sign in in a new tab") : null;
    this.trouble.append(make("div", { class: "note warn" }, icon("warning"), make("div", {}, make("p", {}, said), link)));
  }

  private async close(): Promise<void> {
    const failed = this.files.filter(({ state }) => state === "failed").length;
    this.buttons.replaceChildren();
    if (failed === this.files.length) { this.say("None of the files could be sent."); await this.leave(); return; }
    try {
      await closeUpload(this.order.opened);
    } catch (error) {
      if (error instanceof Refusal && error.code !== "state_conflict") { this.closeAgain(error.message); return; }
    }
    const lost = failed > 0 ? ` ${counted(failed, "file")} could not be sent; see below.` : "";
    this.say(`All that was sent has arrived.${lost} You may leave this page.`);
    this.buttons.replaceChildren(this.wayOn(), this.onceMore("Add more images"));
  }

  private closeAgain(message: string): void {
    const again = make("button", { class: "btn primary", type: "button" }, "Try again");
    again.addEventListener("click", () => { void this.close(); });
    this.say(message);
    this.buttons.replaceChildren(again);
  }

  private async leave(): Promise<void> {
    this.stop.abort();
    await discardUpload(this.order.opened).catch(() => undefined); // the sweep forgets it otherwise
    this.order.again();
  }

  private wayOn(): HTMLElement {
    return make("a", { class: "btn primary", href: this.order.opened.pageUrl }, "See what became of it");
  }

  private onceMore(words: string): HTMLElement {
    const button = make("button", { class: "btn plain", type: "button" }, words);
    button.addEventListener("click", () => { this.stop.abort(); this.order.again(); });
    return button;
  }

  private say(text: string): void {
    setText(this.words, text);
  }

  private heard(told: readonly Told[]): void {
    const mine = told.find(({ key }) => key === this.order.opened.key);
    if (!mine) return;
    void this.outcomes.learn(mine.letters).then(() => { this.list.update(); });
    if (mine.state === "receiving") return;
    this.say(mine.state === "finished" ? `Done. ${mine.words}` : mine.words);
    this.bar.value = mine.state === "finished" ? 1 : mine.share;
    if (mine.state === "finished") {
      document.title = `Done: ${document.title.replace(/^Done: /, "")}`;
      this.stop.abort();
    }
  }
}

function asSending(given: SeriesGroup["files"][number]): Sending {
  return { given, state: "waiting", sentBytes: 0, id: "", message: "", data: null };
}
