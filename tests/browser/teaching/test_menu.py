"""On a phone a teacher's menu says how many answers wait."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages.test_pages import overflow_px, problems
from tests.browser.serving import LiveLibrary
from tests.browser.teaching.conftest import ComeIn

pytestmark = pytest.mark.browser
LEAST_PX = 8


def test_the_menu_of_a_phone_counts_what_waits_to_be_marked(
    school: LiveLibrary, come_in: ComeIn
) -> None:
    page = come_in("tim")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{school.url}/classes/")

    page.locator(".topbar .menu summary").click()

    count = page.get_by_role("link", name="Answers to mark").locator(".count")
    expect(count).to_have_text("1")
    box = count.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= LEAST_PX
    assert problems(page) == []
    assert overflow_px(page) <= 0
