/** What a drag does from its start on: called with how far it has come, in CSS pixels. */
export interface Drag {
  (dx: number, dy: number): void;
  /** The pointer was lifted. */
  done?: () => void;
}
