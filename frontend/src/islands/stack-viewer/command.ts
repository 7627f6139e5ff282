import type { IconName } from "./icons";

/** One thing the reader can do, by key, button or menu. */
export interface Command {
  readonly label: string;
  /** Keys as `KeyboardEvent.key`, lower case; the first is the one that is written. */
  readonly keys: readonly string[];
  readonly icon?: IconName;
  /** Where it is offered besides its key: in the bar, in the menu, or only there when wide. */
  readonly place: "bar" | "wide" | "menu" | "key";
  readonly group: "tool" | "image" | "move" | "film";
  /** A switch says whether it is on. */
  readonly pressed?: () => boolean;
  readonly run: () => void;
}
