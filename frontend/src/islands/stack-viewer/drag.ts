/** What a drag does from its start on: called with how far it has come, in CSS pixels. */
export type Drag = (dx: number, dy: number) => void;
