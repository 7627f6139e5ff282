"""How long a reader of the same stack waits in Chromium: our case page, and OHIF on two servers."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, Request, sync_playwright
from tests.browser.conftest import chromium_arguments

from benchmarks.first_picture import SIZE, WATCH
from benchmarks.images.sides import SLICES, Bench

OHIF = Path(__file__).parents[2] / ".make/ohif/package"
PATIENCE_S = 180
OURS_SHOWN = "() => window.seen && window.seen.picture"
OHIF_WATCH = """document.addEventListener("CORNERSTONE_IMAGE_RENDERED",
  () => { window.drawn = window.drawn || performance.now(); }, true);"""
OHIF_SHOWN = "() => window.drawn"


@dataclass(frozen=True)
class Waited:
    """Milliseconds from the start of navigation to the first image, and to the last frame."""

    first: float
    whole: float


def wait_for(url: str, *, is_ours: bool) -> Waited:
    """Load a page in a browser that has never seen it, until the whole stack has come."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium_arguments())
        try:
            page = browser.new_context(viewport=SIZE).new_page()
            page.goto("about:blank")
            page.add_init_script(WATCH if is_ours else OHIF_WATCH)
            return _waited(page, url, OURS_SHOWN if is_ours else OHIF_SHOWN)
        finally:
            browser.close()


def _waited(page: Page, url: str, shown: str) -> Waited:
    frames: set[str] = set()

    def note(request: Request) -> None:
        if request.url.endswith("/frames/1"):
            frames.add(request.url)

    page.on("requestfinished", note)
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(shown, timeout=PATIENCE_S * 1000)
    first: float = page.evaluate(shown)
    while len(frames) < SLICES:
        if time.perf_counter() - start > PATIENCE_S:
            raise SystemExit(f"Only {len(frames)} of {SLICES} frames came.")
        page.wait_for_timeout(20)
    return Waited(first, (time.perf_counter() - start) * 1000)


@contextmanager
def ohif(bench: Bench) -> Iterator[dict[str, str]]:
    """Where OHIF shows the stack: on Orthanc and on static HTJ2K. Empty where OHIF is not here."""
    if not (OHIF / "dist").is_dir():
        yield {}
        return
    place = bench.work / "ohif" / "package"
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        shutil.copytree(OHIF, place)
    os.environ["PERF"] = str(bench.work)
    said = bench.run("ohif.py", "start")
    try:
        study = said.rpartition("study orthanc ")[2].strip()
        viewer = "http://127.0.0.1:{}/viewer?StudyInstanceUIDs={}"
        static = "1.2.826.0.1.3680043.10.999.10000000.1"
        yield {
            "OHIF on Orthanc": viewer.format(8100, study),
            "OHIF on static HTJ2K": viewer.format(8101, static),
        }
    finally:
        bench.run("ohif.py", "stop")
