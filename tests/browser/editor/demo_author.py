"""A demo library to write in, someone signed in who may, and their hands at its editor."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.library import demo_data
from tests.browser.serving import LiveLibrary, served

__all__ = ["author", "case", "demo_data", "own_library"]

READY = '[data-island-state="ready"]'
SHOWN = "document.querySelector('.film').readingroomViewer.shown()"


@pytest.fixture(scope="module")
def own_library(
    demo_data: Path,  # the fixture
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[LiveLibrary]:
    """A demo library to write in: the others of this run are read by other tests."""
    with served(shutil.copytree(demo_data, tmp_path_factory.mktemp("own") / "data")) as library:
        yield library


@pytest.fixture(scope="module")
def author(own_library: LiveLibrary, chromium: Browser) -> Iterator[BrowserContext]:
    """A signed-in browser of someone who may write to the demo case."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(own_library.run("sign-in-link").stdout.strip())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{own_library.url}/")
    page.close()
    yield context
    context.close()


@pytest.fixture(scope="module")
def case(author: BrowserContext, own_library: LiveLibrary) -> str:
    """The address of the demo case."""
    page = author.new_page()
    page.goto(own_library.url)
    path = page.locator('main a[href*="/cases/"]').first.get_attribute("href")
    page.close()
    return f"{own_library.url}{path}"


def write(author: BrowserContext, case: str) -> Page:
    """The editor's page, with everything on it."""
    page = author.new_page()
    page.goto(f"{case}edit/")
    page.wait_for_selector(f"main{READY}")
    settle(page)
    return page


def settle(page: Page) -> None:
    page.wait_for_selector(f".film{READY}")
    page.wait_for_function(f"() => {SHOWN}.settled", polling=100)


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_attribute("data-phase", "saved")


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """A point of the active viewport, in shares of its size."""
    box = page.locator(".view.active").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*place(page, *start))
    page.mouse.down()
    page.mouse.move(*place(page, *end), steps=4)
    page.mouse.up()
