"""The search box, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages.conftest import OpenPage
from tests.browser.pages.test_pages import NOTHING, overflow_px, problems, problems_in_each_theme

pytestmark = pytest.mark.browser

READY = '[data-island="search-box"][data-island-state="ready"]'


def test_slash_leads_to_the_box_and_arrows_through_suggestions_to_the_case(
    open_page: OpenPage,
) -> None:
    page = open_page("/")
    page.wait_for_selector(READY)

    page.keyboard.press("/")
    page.keyboard.type("metas")
    page.wait_for_selector('.find-list [role="option"]')
    assert problems(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator(".passage mark").first).to_be_visible()
    assert "q=metas" in page.url
    page.keyboard.press("ArrowDown")
    expect(page.locator(".card h2 a").first).to_be_focused()


def test_what_was_found_and_articles_are_accessible_and_fit_a_phone(open_page: OpenPage) -> None:
    for address in (
        "/?q=vertebral+mets", "/?q=nothing+like+it&difficulty=advanced",
        "/articles/", "/articles/vertebral-metastasis/",
    ):  # fmt: skip
        page = open_page(address, width=390)

        assert problems_in_each_theme(page) == NOTHING
        assert overflow_px(page) <= 0
    assert page.locator("#cases-title").is_visible()


def test_the_search_works_without_scripts(open_page: OpenPage) -> None:
    page = open_page("/", scripts=False)

    page.locator("#find").fill("vertebral mets")
    page.get_by_role("button", name="Search", exact=True).click()

    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator(".passage mark").first).to_be_visible()
