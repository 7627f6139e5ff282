import { setText } from "../../runtime/dom";
import type { Island } from "../../runtime/island";
import { sendForm } from "./post";
import { parseProps } from "./props";
import { Room } from "./room";
import { listen } from "./stream";

const VOTED = "Your vote is in. You may change it until the result is shown.";
const KEPT = "Kept.";
const UP = "Your hand is up. The presenter sees your name.";
const DOWN = "Your hand is down.";

const underWay = new WeakSet<HTMLFormElement>();

/** A conference: the page follows the room, or leads it. */
const conferenceRoom: Island = {
  mount(root, props) {
    const parsed = parseProps(props);
    const stop = new AbortController();
    const { signal } = stop;
    const room = new Room(root, parsed, signal);
    listen(parsed.live, {
      state: (data) => { void room.heardState(data); },
      view: (data) => { room.heardView(data); },
      house: (data) => { room.heardHouse(data); },
      beat: (data) => { room.timer.isNow(Number(data)); },
      line: (isOpen) => { room.line(isOpen); },
      ended: () => { location.reload(); },
    }, signal);
    root.addEventListener("click", (event) => { press(room, event); }, { signal });
    root.addEventListener("submit", (event) => { submit(room, event); }, { signal });
    return () => { stop.abort(); };
  },
};
export default conferenceRoom;

function press(room: Room, event: MouseEvent): void {
  const { target } = event;
  if (!(target instanceof Element)) return;
  if (target.closest("[data-conf-back]")) room.comeBack();
  if (target.closest("[data-conf-pointer]")) room.togglePointer();
}

function submit(room: Room, event: SubmitEvent): void {
  const { target: form, submitter } = event;
  if (!(form instanceof HTMLFormElement)) return;
  const { confVote, confQuiet, confDo } = form.dataset;
  if (confVote === undefined && confQuiet === undefined && confDo === undefined) return;
  event.preventDefault();
  if (underWay.has(form)) return; // pressed twice
  underWay.add(form);
  void sendForm(form, submitter).finally(() => { underWay.delete(form); }).then(async (wrong) => {
    if (confDo === undefined) say(form, wrong ?? sentenceOf(confVote, submitter));
    else {
      complain(wrong);
      if (!wrong) say(form, KEPT);
      await room.refresh();
    }
  });
}

function sentenceOf(vote: string | undefined, submitter: HTMLElement | null): string {
  if (vote !== undefined) return VOTED;
  return submitter?.hasAttribute("data-conf-down") ? DOWN : UP;
}

function say(form: HTMLFormElement, sentence: string): void {
  const place = form.querySelector("[data-conf-said]");
  if (place) setText(place, sentence);
}

/** The desk's own place for what went wrong. */
function complain(wrong: string | null): void {
  const alert = document.querySelector<HTMLElement>("[data-conf-wrong]");
  const words = alert?.querySelector("p");
  if (!alert || !words) return;
  alert.hidden = wrong === null;
  setText(words, wrong ?? "");
}
