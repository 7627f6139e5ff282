"""The viewer for frames of other pages, in a real browser: without cookies, and accessible."""

import pytest
from django.core import signing
from playwright.sync_api import expect

from readingroom.config.secrets import derive_secret
from tests.browser.pages.conftest import OpenPage
from tests.browser.pages.test_pages import NOTHING, overflow_px, problems_in_each_theme
from tests.browser.serving import LiveLibrary

pytestmark = pytest.mark.browser
FAR_OFF = 4_000_000_000  # seconds since 1970
SETTLED = "() => document.querySelector('.film').readingroomViewer?.shown().settled"


def test_a_frame_shows_its_images_without_a_cookie_and_is_accessible(
    open_page: OpenPage, case_path: str, live_library: LiveLibrary
) -> None:
    key = derive_secret(live_library.data, "django").hex()
    case = case_path.strip("/").rpartition("/")[2].replace("-", "")
    token = signing.dumps([case, 0, FAR_OFF], key=key, salt="readingroom-embed")

    page = open_page(f"/embed/{token}/", width=390)

    page.wait_for_function(SETTLED, polling=100)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.context.cookies() == []
    assert problems_in_each_theme(page) == NOTHING
    assert overflow_px(page) <= 0
