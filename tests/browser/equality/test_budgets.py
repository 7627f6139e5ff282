"""What a page may weigh: bytes and requests, which do not depend on the machine."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response

from readingroom.web.templatetags.assets import MANIFEST
from tests.browser.library import demo_data, live_library
from tests.browser.serving import LiveLibrary

__all__ = ["demo_data", "live_library"]

pytestmark = pytest.mark.browser

KB = 1000
MAIN_KB = 10
SCRIPTS_WITHOUT_VIEWER_KB = 60
SCRIPTS_BEFORE_FIRST_IMAGE_KB = 250
STYLES_KB = 12
# The page, its style and scripts, and a small picture of each series; frames follow.
FIRST_VIEW_REQUESTS = 60
FIRST_VIEW_KB = 700


def gzipped_kb(path: Path) -> float:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0)) / KB


def built(key: str) -> dict[str, object]:
    if not MANIFEST.exists():
        pytest.fail("The frontend is not built. Run: make front")
    found: dict[str, object] = json.loads(MANIFEST.read_text())[key]
    return found


def folder() -> Path:
    return MANIFEST.parent.parent


@pytest.fixture
def arrived(chromium: Browser) -> Iterator[tuple[Page, list[Response]]]:
    """A page with nothing cached, and all that is answered to it."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # a builtin can't be listened with
    yield page, answers
    context.close()


def test_the_script_of_every_page_is_small() -> None:
    assert gzipped_kb(folder() / str(built("src/main.ts")["file"])) <= MAIN_KB


def test_the_styles_are_small() -> None:
    names = built("src/main.ts")["css"]
    assert isinstance(names, list)

    assert sum(gzipped_kb(folder() / name) for name in names) <= STYLES_KB


def test_a_page_without_a_viewer_loads_no_script_but_the_small_ones(
    arrived: tuple[Page, list[Response]], live_library: LiveLibrary
) -> None:
    page, answers = arrived

    page.goto(f"{live_library.url}/", wait_until="networkidle")

    scripts = [folder() / name for name in scripts_among(answers)]
    assert scripts
    assert sum(map(gzipped_kb, scripts)) <= SCRIPTS_WITHOUT_VIEWER_KB
    assert not [path.name for path in scripts if path.name.startswith("stack-viewer")]


def test_scripts_before_the_first_image_at_full_depth_are_few(
    arrived: tuple[Page, list[Response]], live_library: LiveLibrary
) -> None:
    page, answers = arrived

    open_case(page, live_library)

    scripts = [folder() / name for name in scripts_among(answers)]
    assert any(path.suffix == ".wasm" for path in scripts)
    assert sum(map(gzipped_kb, scripts)) <= SCRIPTS_BEFORE_FIRST_IMAGE_KB


def test_the_first_view_of_the_case_page_is_light(
    arrived: tuple[Page, list[Response]], live_library: LiveLibrary
) -> None:
    page, answers = arrived

    open_case(page, live_library)

    first = [one for one in answers if not one.url.rpartition("/frames/")[2].isdigit()]
    assert len(first) <= FIRST_VIEW_REQUESTS
    assert weight_kb(page) <= FIRST_VIEW_KB


def open_case(page: Page, library: LiveLibrary) -> None:
    sheet = page.request.get(f"{library.url}/").text()
    path = re.search(r'href="(/cases/[^"]+)"', sheet)
    assert path
    page.goto(f"{library.url}{path[1]}")
    page.wait_for_function(
        "() => document.querySelector('#film').readingroomViewer?.shown().settled"
    )


def weight_kb(page: Page) -> float:
    """All that the page itself fetched but for frames at full depth."""
    sizes: list[int] = page.evaluate(
        "() => [...performance.getEntriesByType('navigation'),"
        " ...performance.getEntriesByType('resource')]"
        ".filter((entry) => !/\\/frames\\/\\d+$/.test(entry.name))"
        ".map((entry) => entry.encodedBodySize)"
    )
    return sum(sizes) / KB


def scripts_among(answers: list[Response]) -> set[str]:
    """Scripts, workers and what they decode with, below the folder of what is built."""
    names = (one.url.partition("/static/readingroom/")[2] for one in answers)
    return {name for name in names if name.endswith((".js", ".wasm"))}
