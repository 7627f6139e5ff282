import { make, setText } from "../../runtime/dom";
import type { Island } from "../../runtime/island";
import { discardUpload, openUpload, Refusal } from "./api";
import type { OpenUpload } from "./api";
import { describeChoice, isEmpty, makeChoice } from "./choosing";
import type { Folder, SeriesGroup } from "./folder";
import type { Given } from "./given";
import { icon } from "./icon";
import { makeDoor } from "./door";
import { parseProps } from "./props";
import type { UploadProps } from "./props";
import { readFolder } from "./reading";
import { sendAll } from "./sending";
import { counted } from "./words";

/** Drop a folder, see what is in it, choose, send, and watch it arrive. */
const upload: Island = {
  mount(root, props) {
    const page = new Page(root, parseProps(props));
    page.start();
    return () => { page.dispose(); };
  },
};
export default upload;

class Page {
  private readonly stop = new AbortController();
  private open: OpenUpload | null;

  constructor(private readonly root: HTMLElement, private readonly props: UploadProps) {
    this.open = props.open;
    root.classList.add("upload");
  }

  dispose(): void {
    this.stop.abort();
  }

  start(trouble = ""): void {
    const door = makeDoor((given) => { void this.read(given); }, this.stop.signal);
    this.show(trouble ? note("warn", trouble) : null, this.cutNote(), door);
  }

  private show(...parts: (HTMLElement | null)[]): void {
    this.root.replaceChildren(...parts.filter((part) => part !== null));
  }

  /** An upload of before that was cut: say so, and offer to forget it. */
  private cutNote(): HTMLElement | null {
    const { open } = this;
    if (!open) return null;
    const forget = make("button", { class: "btn", type: "button" }, "Forget it");
    forget.addEventListener("click", () => { void this.forget(open, forget); });
    const when = new Date(open.openedAt).toLocaleString();
    return make("div", { class: "note warn" }, icon("clock"),
      make("div", {},
        make("p", {}, make("b", {}, "A sending was cut. "), `It began ${when}; ${counted(open.arrived, "file")} arrived. Choose the same folder again: only the rest is sent.`),
        make("p", {}, forget)));
  }

  private async forget(open: OpenUpload, button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    try {
      await discardUpload(open);
      this.open = null;
      this.start();
    } catch (error) {
      this.start(error instanceof Refusal ? error.message : "That did not work. Try again.");
    }
  }

  private async read(given: readonly Given[]): Promise<void> {
    if (given.length === 0) { this.start("There was no file in that. Choose a folder with images."); return; }
    const bar = make("progress", { max: given.length, value: 0, "aria-label": "Reading" });
    const words = make("p", { role: "status" });
    const tell = (done: number, of: number): void => {
      bar.max = of;
      bar.value = done;
      setText(words, `Reading ${done.toLocaleString("en-GB")} of ${counted(of, "file")} on this computer. Nothing is sent yet.`);
    };
    tell(0, given.length);
    this.show(words, bar);
    const folder = await readFolder(given, tell, this.stop.signal);
    if (this.stop.signal.aborted) return;
    if (isEmpty(folder)) this.start(`There is no image among ${counted(given.length, "file")}. Choose the folder that the DICOM files are in.`);
    else this.choose(folder);
  }

  private choose(folder: Folder): void {
    const amount = make("span", { class: "soft", role: "status" });
    const send = make("button", { class: "btn primary", type: "button" }, this.open ? "Go on sending" : "Send");
    const other = make("button", { class: "btn plain", type: "button" }, "Choose another folder");
    const update = (): void => {
      const chosen = choice.chosen();
      describeChoice(chosen, amount);
      send.disabled = chosen.length === 0;
    };
    const choice = makeChoice(folder, update);
    update();
    other.addEventListener("click", () => { this.start(); });
    send.addEventListener("click", () => { void this.begin(choice.chosen(), send); });
    this.show(heading(folder), choice.element, make("div", { class: "sendbar" }, amount, other, send));
    this.root.querySelector("h2")?.focus();
  }

  private async begin(chosen: readonly SeriesGroup[], button: HTMLButtonElement): Promise<void> {
    const files = chosen.reduce((sum, { files: { length } }) => sum + length, 0);
    const bytes = chosen.reduce((sum, series) => sum + series.bytes, 0);
    const limit = files > this.props.maxFiles ? `${counted(files, "file")} are more than the ${this.props.maxFiles.toLocaleString("en-GB")} that go at one time. Take fewer series.` : "";
    if (limit) { this.complain(limit, button); return; }
    button.disabled = true;
    try {
      const resumed = this.open !== null && bytes <= this.open.expectedBytes * 1.25 ? this.open : null;
      const opened = resumed ?? (await openUpload(this.props.uploadsUrl, files, bytes));
      this.open = null;
      sendAll(this.root, { opened, chosen, props: this.props, asksFirst: resumed !== null, again: () => { this.start(); } });
    } catch (error) {
      this.complain(error instanceof Refusal ? error.message : "Sending could not begin. Try again.", button, error);
    }
  }

  private complain(message: string, button: HTMLButtonElement, error?: unknown): void {
    const isOut = error instanceof Refusal && error.code === "signed_out";
    const said = note("warn", message);
    if (isOut) said.append(make("a", { class: "btn", href: this.props.loginUrl, target: "_blank" }, "Sign in"));
    this.root.querySelector(".complaint")?.remove();
    said.classList.add("complaint");
    button.closest(".sendbar")?.before(said);
    button.disabled = false;
  }
}

function heading(folder: Folder): HTMLElement {
  const patients = folder.patients.length;
  const words = patients === 1 ? "One patient" : patients > 1 ? `${patients} patients, which stay apart` : "What you chose";
  return make("h2", { tabindex: -1 }, words);
}

function note(kind: "warn", message: string): HTMLElement {
  return make("div", { class: `note ${kind}`, role: "alert" }, icon("warning"), make("p", {}, message));
}

