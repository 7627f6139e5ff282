"""How long a reader waits for the first picture of the demo case.

    python -m benchmarks.first_picture --runs 5

Each run starts Chromium anew, so that nothing is cached, and loads in turn a bare static page
with the same picture (the floor: no page can be faster) and the case page.
"""

import argparse
import functools
import http.server
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright
from tests.browser.conftest import chromium_arguments

from benchmarks.libraries import demo_case, library

TARGET_MS = 1500
PATIENCE_MS = 60_000
SIZE = {"width": 1440, "height": 900}

# Looks at every frame of the screen; what is complete in one is painted by the next.
WATCH = """
(() => {
  const seen = (window.seen = {});
  const note = (name) => {
    if (seen[name] !== undefined) return;
    seen[name] = null;
    requestAnimationFrame(() => { seen[name] = performance.now(); });
  };
  const isShown = (image) => image.complete && image.naturalWidth > 0 && image.offsetWidth > 0;
  const look = () => {
    if ([...document.querySelectorAll("#film img")].some(isShown)) note("picture");
    const viewer = document.querySelector("#film")?.readingroomViewer;
    const views = viewer ? viewer.all() : [];
    if (views.some((one) => one.settled)) { note("picture"); note("full"); }
    if (views.length > 0 && views.every((one) => one.settled)) note("all");
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
FLOOR = '<!doctype html><title>Floor</title><div id="film"><img src="picture.jpg" alt=""></div>'


@dataclass(frozen=True)
class Load:
    """One page load, in milliseconds from the start of navigation, and what it fetched."""

    picture: float
    full: float | None
    everything: float | None
    requests: int
    kilobytes: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--url", help="a library that runs; without it, one is made")
    options = parser.parse_args()
    with library(options.url) as url, sync_playwright() as playwright:
        case = f"{url}{demo_case(url)}"
        with floor(first_picture_of(playwright, case)) as static:
            floors, cases = [], []
            for number in range(options.runs):
                floors.append(load(playwright, static, waits_for="picture"))
                cases.append(load(playwright, case, waits_for="all"))
                print(f"run {number + 1}: {line(floors[-1])} | {line(cases[-1])}", flush=True)
    report(floors, cases)


def line(one: Load) -> str:
    """One load, in a few words."""
    full = f", full depth {one.full:.0f}" if one.full else ""
    return f"picture {one.picture:.0f}{full} ms"


def report(floors: list[Load], cases: list[Load]) -> None:
    """Print medians, and ratios to the floor of the same run."""
    middle = statistics.median
    floor_ms, case_ms = middle(f.picture for f in floors), middle(c.picture for c in cases)
    ratio = middle(c.picture / f.picture for c, f in zip(cases, floors, strict=True))
    print(f"\nMedians of {len(cases)} loads with an empty cache:")
    print(f"  static floor, picture painted        {floor_ms:7.0f} ms")
    print(f"  case page, picture painted           {case_ms:7.0f} ms   {ratio:.1f} × the floor")
    print(f"  case page, first frame at full depth {middle(c.full or 0 for c in cases):7.0f} ms")
    print(
        f"  case page, every viewport full depth {middle(c.everything or 0 for c in cases):7.0f} ms"
    )
    worst = max(c.picture for c in cases)
    print(f"  slowest picture                      {worst:7.0f} ms   (target {TARGET_MS} ms)")
    print(f"  requests until then                  {middle(c.requests for c in cases):7.0f}")
    print(f"  kilobytes until then                 {middle(c.kilobytes for c in cases):7.0f}")


def load(playwright: Playwright, url: str, *, waits_for: str) -> Load:
    """Load ``url`` in a browser that has never seen it."""
    browser = playwright.chromium.launch(**chromium_arguments())
    try:
        page = browser.new_context(viewport=SIZE).new_page()
        page.goto("about:blank")
        page.add_init_script(WATCH)
        page.goto(url, wait_until="commit")
        page.wait_for_function("(name) => window.seen?.[name]", arg=waits_for, timeout=PATIENCE_MS)
        page.wait_for_function("() => Object.values(window.seen).every(Boolean)")
        return measured(page)
    finally:
        browser.close()


def measured(page: Page) -> Load:
    """What the page's own clock says."""
    seen: dict[str, float] = page.evaluate("() => window.seen")
    sizes: list[float] = page.evaluate(
        "() => [...performance.getEntriesByType('navigation'),"
        " ...performance.getEntriesByType('resource')].map((entry) => entry.transferSize)"
    )
    return Load(seen["picture"], seen.get("full"), seen.get("all"), len(sizes), sum(sizes) / 1000)


def first_picture_of(playwright: Playwright, case: str) -> bytes:
    """The picture that the case page shows first, as the server sends it."""
    browser = playwright.chromium.launch(**chromium_arguments())
    try:
        page = browser.new_context(viewport=SIZE, java_script_enabled=False).new_page()
        page.goto(case)
        source = page.locator("#film img").first.get_attribute("src") or ""
        return page.request.get(f"http://{page.url.split('/')[2]}{source}").body()
    finally:
        browser.close()


@contextmanager
def floor(picture: bytes) -> Iterator[str]:
    """A static page with nothing but the picture, served by Python's own server."""
    with tempfile.TemporaryDirectory(prefix="floor-") as folder:
        (Path(folder) / "index.html").write_text(FLOOR)
        (Path(folder) / "picture.jpg").write_bytes(picture)
        handler = functools.partial(Silent, directory=folder)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            server.server_close()


class Silent(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *_args: Any) -> None:
        """Nothing."""


if __name__ == "__main__":
    main()
