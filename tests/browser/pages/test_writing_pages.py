"""The page where a case is written: the images beside it are shown, and it is for everyone."""

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.pages.test_pages import NOTHING, WIDTHS, overflow_px, problems_in_each_theme
from tests.browser.serving import LiveLibrary

pytestmark = pytest.mark.browser

# Grey levels: black, a note on it, and nothing else vary less over a viewport.
LEAST_CONTRAST = 20


@pytest.fixture(scope="module")
def writing(chromium: Browser, live_library: LiveLibrary) -> Iterator[Page]:
    """The demo case's editor, as the administrator opens it."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(live_library.run("sign-in-link").stdout.strip())
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{live_library.url}/")
    case = page.locator(".card h2 a").first.get_attribute("href")
    page.goto(f"{live_library.url}{case}edit/")
    page.wait_for_selector('main[data-island-state="ready"]')
    page.wait_for_function(
        "() => document.querySelector('.film').readingroomViewer?.shown()?.settled"
    )
    yield page
    context.close()


def test_the_images_and_the_tools_are_seen_beside_what_is_written(writing: Page) -> None:
    seen = writing.screenshot(clip=writing.locator(".view.active").bounding_box())

    assert np.asarray(Image.open(io.BytesIO(seen)).convert("L")).std() > LEAST_CONTRAST
    assert writing.locator(".film .tools").evaluate("(bar) => getComputedStyle(bar).opacity") == "1"
    assert writing.locator(".view.active .marks text").count() > 0


def test_the_editor_is_accessible_and_fits(writing: Page) -> None:
    for width in WIDTHS:
        writing.set_viewport_size({"width": width, "height": 900})
        assert overflow_px(writing) <= 0, width
    assert problems_in_each_theme(writing) == NOTHING


def test_every_study_can_be_read_in_the_bar_of_the_film(writing: Page) -> None:
    tabs = writing.locator(".film .studies")
    assert tabs.get_by_role("button").count() > 1
    for width in (1600, 1440, 1280, 1080, 1000, 900, 768):
        writing.set_viewport_size({"width": width, "height": 900})
        hidden = tabs.evaluate("(row) => row.scrollWidth - row.clientWidth")
        assert hidden <= 0, width
    writing.set_viewport_size({"width": 1440, "height": 900})


@pytest.mark.parametrize("wanted", ["reader", "learner", "phone", "reader&print=yes"])
def test_what_is_previewed_is_accessible_and_fits(writing: Page, wanted: str) -> None:
    page = writing.context.new_page()
    page.goto(f"{writing.url.split('edit/')[0]}edit/preview/?as={wanted}")
    page.wait_for_load_state("networkidle")

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow_px(page) <= 0, width
    assert problems_in_each_theme(page) == NOTHING
    page.close()
