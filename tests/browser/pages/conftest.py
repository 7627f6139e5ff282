"""The served demo library, and pages that nothing goes wrong on unnoticed."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.library import demo_data, live_library
from tests.browser.serving import LiveLibrary

__all__ = ["demo_data", "live_library"]

OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, live_library: LiveLibrary) -> Iterator[OpenPage]:
    """Open an address of the library in a window of its own: ``width``, ``theme``, ``scripts``."""
    contexts = []

    def open_at(
        path: str, *, width: int = 1440, theme: str = "light", scripts: bool = True
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{live_library.url}{path}")
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.fixture
def case_path(open_page: OpenPage) -> str:
    """The demo case's address, found as a reader finds it."""
    link = open_page("/").locator(".card h2 a").first
    return link.get_attribute("href") or ""
