"""How many slices a second a reader scrolls through who holds the arrow key down.

    python -m benchmarks.scrolling

A stack of 300 slices of 512 by 512 is loaded into the browser's memory, as deep and as wide as on
a case page; then each frame of the screen asks for the next slice, for some seconds. It counts
slices that were drawn, as the viewer draws on a machine without a graphics card and, beside it in
the same run, by shaders on the processor. The processor time of all of Chromium for each slice
tells what a machine that others keep busy could do alone.
"""

import argparse
import os
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, Playwright, sync_playwright
from tests.browser.conftest import AS_WITH_A_CARD, chromium_arguments
from tests.browser.viewer.server import State, serve
from tests.browser.viewer.stacks import EXPLICIT_LE, Series

COUNT, SIDE = 300, 512
SIZE = {"width": 1440, "height": 900}
PATIENCE_MS = 300_000
# By the viewer's own choice, and by WebGL on the processor, which it avoids.
WAYS = {"plain canvas": None, "WebGL in software": AS_WITH_A_CARD}
VIEWER = "document.querySelector('.film').readingroomViewer"
READY = "() => document.querySelector('.view.active .where')?.dataset.loaded === 'all'"
# A key each frame of the screen, back at the end; a slice counts once it is the one drawn.
SCROLL = f"""(seconds) => new Promise((done) => {{
  const view = document.querySelector('.view.active');
  const began = performance.now();
  let [drawn, last, key] = [0, {VIEWER}.shown().frame, 'ArrowDown'];
  const step = (now) => {{
    const {{ frame }} = {VIEWER}.shown();
    if (frame !== last) {{ drawn += 1; last = frame; }}
    if (now - began >= seconds * 1000) {{
      done({{ drawn, seconds: (now - began) / 1000, renderer: {VIEWER}.renderer(),
        width: {VIEWER}.shown().canvas.width, height: {VIEWER}.shown().canvas.height }});
      return;
    }}
    if (frame === {COUNT}) key = 'ArrowUp';
    if (frame === 1) key = 'ArrowDown';
    view.dispatchEvent(new KeyboardEvent('keydown', {{ key, bubbles: true, cancelable: true }}));
    requestAnimationFrame(step);
  }};
  requestAnimationFrame(step);
}})"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    state = State({"ct": a_stack()})
    server = serve(state)
    try:
        with sync_playwright() as playwright:
            for _ in range(options.runs):
                for name, script in WAYS.items():
                    measure(playwright, server.server_port, name, script, options.seconds)
    finally:
        server.shutdown()
        server.server_close()


def a_stack() -> Series:
    """Noise over a gradient, as little alike from slice to slice as images are."""
    rng = np.random.default_rng(1)
    slope = np.linspace(-1000, 1000, SIDE, dtype=np.float32)
    frames = np.stack(
        [(slope + rng.normal(0, 60, (SIDE, SIDE))).astype(np.int16) for _ in range(COUNT)]
    )
    return Series("ct", frames, EXPLICIT_LE, {"unit": "HU", "bits_stored": 16}, window=(40, 400))


def measure(
    playwright: Playwright, port: int, name: str, script: str | None, seconds: float
) -> None:
    """One browser, one scroll, one line."""
    browser = playwright.chromium.launch(**chromium_arguments())
    try:
        page = browser.new_page(viewport=SIZE)
        if script:
            page.add_init_script(script)
        load(page, port)
        before = processor_s()
        told = page.evaluate(SCROLL, seconds)
        spent = processor_s() - before
        print(
            f"{name:18} {told['width']} × {told['height']}: "
            f"{told['drawn'] / told['seconds']:5.1f} slices a second, "
            f"{1000 * spent / max(told['drawn'], 1):5.1f} ms of processor for each "
            f"(load {os.getloadavg()[0]:.1f})",
            flush=True,
        )
    finally:
        browser.close()


def load(page: Page, port: int) -> None:
    """Open the page, and wait until every slice is in memory."""
    page.goto(f"http://127.0.0.1:{port}/?hung=ct")
    page.wait_for_selector('[data-island-state="ready"]', timeout=PATIENCE_MS)
    page.wait_for_function(READY, timeout=PATIENCE_MS, polling=500)


def processor_s() -> float:
    """Processor seconds of all that this program has started and that still runs."""
    parents, spent = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        pid = int(stat.parent.name)
        parents[pid] = int(fields[1])
        spent[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    family = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(spent[pid] for pid in family - {os.getpid()})


if __name__ == "__main__":
    main()
