/** What a stream brings, each with its data as text. */
export interface Ears {
  readonly state: (data: string) => void;
  readonly view: (data: string) => void;
  readonly house: (data: string) => void;
  readonly beat: (data: string) => void;
  /** The line is open, or is not. */
  readonly line: (isOpen: boolean) => void;
  /** The server has nothing more to tell this page. */
  readonly ended: () => void;
}

/** The server says something at least every ten seconds. */
const SILENT_MS = 25_000;
const AGAIN_MS = 2000;
/** A line that is open again by then was never missed. */
const MISSED_MS = 3000;

/**
 * Listen until `signal` ends it. A browser opens a broken line again by itself and says what it
 * heard last; a line that only seems open (a phone that changed networks) is opened anew here.
 */
export function listen(url: string, ears: Ears, signal: AbortSignal): void {
  let source: EventSource | null = null;
  let last = "";
  let wait = 0;
  let missed = 0;
  const watch = (): void => {
    clearTimeout(wait);
    wait = window.setTimeout(open, SILENT_MS);
  };
  const heard = (name: "state" | "view" | "house" | "beat") => (event: MessageEvent<string>): void => {
    if (event.lastEventId) last = event.lastEventId;
    watch();
    ears[name](event.data);
  };
  function open(): void {
    source?.close();
    source = new EventSource(last ? `${url}?after=${encodeURIComponent(last)}` : url);
    for (const name of ["state", "view", "house", "beat"] as const) source.addEventListener(name, heard(name));
    source.addEventListener("open", () => {
      clearTimeout(missed);
      ears.line(true);
    });
    source.addEventListener("error", () => { broken(); });
    watch();
  }
  function broken(): void {
    clearTimeout(missed);
    missed = window.setTimeout(() => { ears.line(false); }, MISSED_MS);
    if (source?.readyState !== EventSource.CLOSED) return;
    clearTimeout(wait);
    // The browser gives up where it was refused: that may be for good, or a server that is starting.
    void isOver(url).then((over) => {
      if (signal.aborted) return;
      if (over) ears.ended();
      else wait = window.setTimeout(open, AGAIN_MS);
    });
  }
  open();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && source?.readyState !== EventSource.OPEN) open();
  }, { signal });
  // A line that was open before may look open still, and nothing comes through it any more.
  window.addEventListener("online", open, { signal });
  signal.addEventListener("abort", () => { clearTimeout(wait); clearTimeout(missed); source?.close(); });
}

const NO_MORE = 204;
const FORBIDDEN = 403;

async function isOver(url: string): Promise<boolean> {
  try {
    const stop = new AbortController();
    const { status } = await fetch(url, { signal: stop.signal });
    stop.abort();
    return status === NO_MORE || status === FORBIDDEN;
  } catch {
    return false;
  }
}
