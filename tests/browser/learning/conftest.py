"""The served demo library, and a resident who is signed in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from readingroom.accounts.services.administrators import DEFAULT_INSTITUTION
from tests.browser.library import demo_data, live_library
from tests.browser.serving import LiveLibrary

__all__ = ["demo_data", "live_library"]


@pytest.fixture
def resident(
    chromium: Browser, live_library: LiveLibrary, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A page of someone who comes to learn, at the library.

    Each test has a person of its own: the processes of a run share the library, and whoever has
    begun a case elsewhere is not offered to begin it.
    """
    live_library.run("sign-in-link")  # makes the first administrator, and their institution
    name = f"resident-{request.path.stem.removeprefix('test_')}"
    live_library.run(
        "person", "add", name, "--role", "learner", "--institution", DEFAULT_INSTITUTION
    )
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(live_library.run("sign-in-link", name).stdout.strip())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{live_library.url}/")
    yield page
    context.close()
