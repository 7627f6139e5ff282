/** How what was written stands, as one word and a sentence. */
export type Phase = "clean" | "dirty" | "saving" | "saved" | "offline" | "refused" | "conflict";

export interface SaveState {
  readonly phase: Phase;
  /** Edits came while a save was under way. */
  readonly more: boolean;
  readonly clashes: number;
  /** Changes that were put aside, each with its reason, while the rest was saved. */
  readonly refused: number;
  readonly savedAt: string;
  readonly message: string;
}

export type SaveEvent =
  | { readonly type: "edited" }
  | { readonly type: "sent" }
  | { readonly type: "kept"; readonly at: string; readonly clashes: number; readonly left: boolean; readonly refused: number }
  | { readonly type: "lost" }
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "settled"; readonly clashes: number };

export const CLEAN: SaveState = { phase: "clean", more: false, clashes: 0, refused: 0, savedAt: "", message: "" };

/** What becomes of the state when something happens; nothing else decides it. */
export function next(state: SaveState, event: SaveEvent): SaveState {
  switch (event.type) {
    case "edited":
      return edited(state);
    case "sent":
      return { ...state, phase: "saving", more: false };
    case "kept":
      return { ...state, phase: keptPhase(event, state.more), more: false, clashes: event.clashes, refused: event.refused, savedAt: event.at, message: "" };
    case "lost":
      return { ...state, phase: "offline", more: false };
    case "refused":
      return { ...state, phase: "refused", more: false, refused: 0, message: event.message };
    case "settled":
      return settled(state, event.clashes);
  }
}

function edited(state: SaveState): SaveState {
  if (state.phase === "saving") return { ...state, more: true };
  return { ...state, phase: state.phase === "offline" ? "offline" : "dirty" };
}

function settled(state: SaveState, clashes: number): SaveState {
  return { ...state, clashes, phase: clashes === 0 && state.phase === "conflict" ? "saved" : state.phase };
}

function keptPhase(event: { readonly clashes: number; readonly left: boolean; readonly refused: number }, more: boolean): Phase {
  if (more || event.left) return "dirty";
  if (event.refused > 0) return "refused";
  return event.clashes > 0 ? "conflict" : "saved";
}

/** The state in words, for the place that is kept for it. */
export function words(state: SaveState, isKept: boolean): string {
  switch (state.phase) {
    case "clean": return "Saved";
    case "dirty": case "saving": return "Saving";
    case "saved": return `Saved ${state.savedAt}`;
    case "offline": return isKept ? "Not saved: no connection. Kept on this device." : "Not saved: no connection. Leave this page open.";
    case "refused": return refusedWords(state, isKept);
    case "conflict": return state.clashes === 1 ? "Someone else wrote in the same place" : `Someone else wrote in ${state.clashes} of the same places`;
  }
}

function refusedWords({ refused, message }: SaveState, isKept: boolean): string {
  if (refused === 0) return `Not saved. ${message}`;
  const what = refused === 1 ? "one change, which says why" : `${refused} changes, which say why`;
  return `Saved, but for ${what}${isKept ? ". Kept on this device." : ". Leave this page open."}`;
}
