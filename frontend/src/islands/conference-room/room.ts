import { setText } from "../../runtime/dom";
import { asNumber, asObject, asString } from "../../runtime/parse";
import { Ballot } from "./ballot";
import { FilmBox } from "./film";
import type { Spot } from "./film";
import { swapParts } from "./parts";
import { askFilm, askPage } from "./post";
import { parsePosition, parseStanding } from "./props";
import type { Position, RoomProps, Standing } from "./props";
import { Sender } from "./sender";
import { Timer } from "./timer";

const AGAIN_MS = 2000;
const MOST_LOOKS = 3;
const YOURS = "You have the controls. Scroll, and everyone follows.";
const NOT_YOURS = "The presenter has the controls again.";

/** One page in a room: a phone, or the presenter's desk. */
export class Room {
  readonly film: FilmBox;
  readonly ballot: Ballot;
  readonly timer: Timer;
  readonly #sender: Sender;
  #standing: Standing;
  #isFollowing = true;
  #isPointing = false;
  #position: Position | null = null;
  #own: Omit<Position, "shown" | "pointer"> | null = null;
  #pointer: readonly number[] | null = null;
  #hands: number;
  #refreshing: Promise<void> | null = null;

  constructor(private readonly root: HTMLElement, private readonly props: RoomProps, private readonly signal: AbortSignal) {
    this.#standing = props.standing;
    this.#hands = props.hands;
    this.#sender = new Sender(props.view, signal);
    this.film = new FilmBox(root, {
      touched: () => { this.#explore(); },
      stands: (stand) => { this.#stands(stand); },
      points: (spot) => { this.#points(spot); },
      taps: (spot) => { this.ballot.tap(spot, this.#standing.asks); },
      ready: () => { this.#filmReady(); },
    }, signal);
    this.ballot = new Ballot(root, this.film, signal);
    this.timer = new Timer(root, signal);
    this.timer.until(this.#standing.timer);
    this.#show();
  }

  get isLeading(): boolean {
    return this.#standing.leader === this.props.seat;
  }

  /** The room has changed; versions that were told already change nothing. */
  async heardState(text: string): Promise<void> {
    const json = asObject(JSON.parse(text), "state");
    const standing = parseStanding(json);
    if (standing.over) {
      location.reload();
      return;
    }
    if (standing.version <= this.#standing.version) return;
    if (this.props.role === "desk") {
      // A page that was on its way already may be older than this.
      for (let n = 0; n < MOST_LOOKS && this.#standing.version < standing.version; n += 1) await this.refresh();
      return;
    }
    const page = new DOMParser().parseFromString(asString(json["html"], "html"), "text/html");
    await this.#stand(standing, page, () => askFilm(this.props.film));
  }

  heardView(text: string): void {
    this.#position = parsePosition(JSON.parse(text));
    this.#follow();
  }

  /** The presenter is told how many there are, and that a hand went up. */
  heardHouse(text: string): void {
    const json = asObject(JSON.parse(text), "house");
    const [phones, seats, votes, hands] = ["phones", "seats", "votes", "hands"].map((name) => asNumber(json[name], name));
    this.#tell("[data-conf-seats]", String(seats));
    this.#tell("[data-conf-phones]", String(phones));
    this.#tell("[data-conf-phones-word]", phones === 1 ? "phone follows" : "phones follow");
    this.#tell("[data-conf-votes]", String(votes));
    if (this.#hands !== hands) void Promise.resolve(this.#refreshing).then(() => this.refresh());
    this.#hands = hands ?? 0;
  }

  line(isOpen: boolean): void {
    const lost = this.root.querySelector<HTMLElement>("[data-conf-lost]");
    if (lost) lost.hidden = isOpen;
    if (isOpen && this.isLeading) this.film.askView(); // the server may have forgotten where we stand
  }

  /** Come back to what everyone sees. */
  comeBack(): void {
    this.#isFollowing = true;
    this.#show();
    this.#follow();
  }

  togglePointer(): void {
    this.#isPointing = !this.#isPointing;
    if (!this.#isPointing) this.#pointer = null;
    this.#send();
    this.#show();
  }

  /** The desk's page as the server has it now; asked once for all who want it. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#load().finally(() => { this.#refreshing = null; });
    return this.#refreshing;
  }

  async #load(): Promise<void> {
    const page = await this.#page();
    if (!page) {
      location.reload();
      return;
    }
    const propsText = page.getElementById("conf-props")?.textContent ?? "null";
    const viewer = page.getElementById("viewer-props")?.textContent ?? "null";
    const answer = { viewer: JSON.parse(viewer) as unknown }; // the viewer itself looks at it
    await this.#stand(parseStanding(JSON.parse(propsText)), page, () => Promise.resolve(answer));
  }

  /** Asked until it comes; null where this page is nobody's any more. */
  async #page(): Promise<Document | null> {
    while (!this.signal.aborted) {
      try {
        return await askPage();
      } catch {
        await new Promise((done) => { setTimeout(done, AGAIN_MS); });
      }
    }
    return null;
  }

  async #stand(standing: Standing, page: ParentNode, ask: () => Promise<unknown>): Promise<void> {
    const before = this.#standing;
    this.#standing = standing;
    if (swapParts(this.root, page).includes("ask")) this.ballot.dress();
    this.timer.until(standing.timer);
    if (before.leader !== standing.leader) {
      this.#isFollowing = true;
      this.#pointer = null;
      if (this.isLeading) this.film.askView();
      else this.#follow(); // where they stand may have been told before
      this.#sayWhose(before.leader);
    }
    this.#show();
    if (before.shown === standing.shown) return;
    this.#own = this.#pointer = null;
    await this.#hang(standing.shown, ask);
  }

  /** Fetch and hang what is shown, again and again while it is still that. */
  async #hang(shown: string, ask: () => Promise<unknown>): Promise<void> {
    try {
      const answer = asObject(await ask(), "film");
      if (this.#standing.shown === shown) this.film.replace(answer["viewer"] ?? null);
    } catch {
      const again = (): void => { if (this.#standing.shown === shown) void this.#hang(shown, ask); };
      setTimeout(again, AGAIN_MS);
    }
  }

  #filmReady(): void {
    this.ballot.show();
    if (this.isLeading) this.film.askView();
    else this.#follow();
  }

  #follow(): void {
    const position = this.#position;
    if (!position || !this.#isFollowing || this.isLeading || position.shown !== this.#standing.shown) return;
    this.film.follow(position);
  }

  #explore(): void {
    if (this.isLeading || !this.#isFollowing) return;
    this.#isFollowing = false;
    this.#show();
  }

  #stands(stand: Omit<Position, "shown" | "pointer">): void {
    this.#own = stand;
    if (this.isLeading) this.#send();
  }

  #points(spot: Spot): void {
    if (spot.at) this.ballot.seen = spot;
    if (!this.isLeading || !this.#isPointing) return;
    this.#pointer = spot.at;
    this.#send();
  }

  #send(): void {
    if (!this.#own || !this.isLeading) return;
    this.#sender.send({ ...this.#own, shown: this.#standing.shown, pointer: this.#pointer });
  }

  #show(): void {
    const words = this.isLeading ? "You have the controls" : this.#isFollowing ? "Following" : "On your own";
    this.#tell("[data-conf-state]", words);
    const back = this.root.querySelector<HTMLElement>("[data-conf-back]");
    if (back) back.hidden = this.isLeading || this.#isFollowing;
    const pointer = this.root.querySelector<HTMLElement>("[data-conf-pointer]");
    pointer?.setAttribute("aria-pressed", String(this.#isPointing));
    if (pointer) pointer.hidden = !this.isLeading;
  }

  /** On the phone that was given the controls, or had them: beside its raised hand. */
  #sayWhose(before: string): void {
    const { seat } = this.props;
    if (seat !== "" && (this.isLeading || before === seat)) this.#tell(".conf-call [data-conf-said]", this.isLeading ? YOURS : NOT_YOURS);
  }

  #tell(where: string, words: string): void {
    const element = this.root.querySelector(where);
    if (element) setText(element, words);
  }
}
