import { asNumber, asObject, asOneOf, asString, orNull } from "../../runtime/parse";

export interface RoomProps {
  readonly role: "desk" | "phone";
  /** The seat of this phone; empty at the desk. */
  readonly seat: string;
  readonly live: string;
  readonly view: string;
  readonly film: string;
  /** How often hands went up or down, as the page knows it. */
  readonly hands: number;
  readonly standing: Standing;
}

/** How the room stands, but for where the slices are. */
export interface Standing {
  readonly version: number;
  /** Which case and stage is shown. */
  readonly shown: string;
  /** The seat that has the controls; empty for the presenter. */
  readonly leader: string;
  /** When the timer ends, in ms since 1970 by the server's clock; 0 where none runs. */
  readonly timer: number;
  /** The series on which a mark is asked for; empty where none is. */
  readonly asks: string;
  readonly over: boolean;
}

/** Where the slices stand. */
export interface Position {
  readonly shown: string;
  readonly series: string;
  readonly frame: number;
  readonly window: readonly number[] | null;
  readonly gaze: readonly number[] | null;
  readonly pointer: readonly number[] | null;
}

/** @throws {TypeError} when the page's props are not what was agreed. */
export function parseProps(value: unknown): RoomProps {
  const json = asObject(value, "conference");
  const text = (name: string): string => asString(json[name], name);
  return {
    role: asOneOf(json["role"], "role", ["desk", "phone"]),
    seat: text("seat"), live: text("live"), view: text("view"), film: text("film"),
    hands: asNumber(json["hands"], "hands"),
    standing: parseStanding(json),
  };
}

export function parseStanding(value: unknown): Standing {
  const json = asObject(value, "state");
  return {
    version: asNumber(json["version"], "version"),
    shown: asString(json["shown"], "shown"),
    leader: asString(json["leader"], "leader"),
    timer: asNumber(json["timer"], "timer"),
    asks: asString(json["asks"], "asks"),
    over: json["over"] === true,
  };
}

export function parsePosition(value: unknown): Position {
  const json = asObject(value, "position");
  const numbers = (name: string): readonly number[] | null =>
    orNull(json[name], name, (list) => (Array.isArray(list) ? list.map((one) => asNumber(one, name)) : []));
  return {
    shown: asString(json["shown"], "shown"),
    series: asString(json["series"], "series"),
    frame: asNumber(json["frame"], "frame"),
    window: numbers("window"), gaze: numbers("gaze"), pointer: numbers("pointer"),
  };
}
