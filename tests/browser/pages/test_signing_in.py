"""Signing in by the printed link, which only a browser tries with the headers it really sends."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages.conftest import OpenPage
from tests.browser.serving import LiveLibrary

pytestmark = pytest.mark.browser


def test_the_printed_link_signs_the_administrator_in_once(
    open_page: OpenPage, live_library: LiveLibrary
) -> None:
    path = live_library.run("sign-in-link").stdout.strip().removeprefix(live_library.url)

    page = open_page(path)
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url(f"{live_library.url}/")
    expect(page.locator('form[action="/account/logout/"]')).to_have_count(1)  # in a closed menu
    assert open_page(path).get_by_role("heading", name="This link has ended").is_visible()
