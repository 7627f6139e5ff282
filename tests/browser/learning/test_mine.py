"""A resident keeps a star and a note, is cut off while writing, and finds it all again."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages.test_pages import overflow_px, problems
from tests.browser.serving import LiveLibrary

pytestmark = pytest.mark.browser


def stars(page: Page) -> None:
    """On the card and off again, without leaving the library."""
    star = page.get_by_role("button", name=re.compile("^Favourite: ")).first
    page.wait_for_selector('.own-star[data-island-state="ready"]')
    for pressed in ("true", "false", "true"):
        star.click()
        expect(star).to_have_attribute("aria-pressed", pressed)


def notes(page: Page) -> None:
    """Saved while one writes; kept on the device while the library can't be reached."""
    page.locator(".card h2 a").first.click()
    note = page.locator(".own-note").nth(1)
    note.locator("summary").click()
    note.locator('form[data-island-state="ready"]').wait_for()
    box, said = note.get_by_role("textbox"), note.locator("[data-said]")
    box.fill("Looks like infection.")
    expect(said).to_have_text("Saved. Only you read this.")

    page.route("**/note/save/", lambda route: route.abort())
    box.fill("Looks like infection. Ask for the CRP.")
    expect(said).to_contain_text("can't be reached. Your note is kept on this device")
    page.reload()
    box = page.locator(".own-note").nth(1).get_by_role("textbox")
    expect(box).to_have_value("Looks like infection. Ask for the CRP.")
    page.unroute("**/note/save/")
    page.reload()
    expect(page.locator(".own-note").nth(1).locator("[data-said]")).to_contain_text("Only you")
    assert problems(page) == []


def own_pages(page: Page, library: LiveLibrary) -> None:
    """Everything is there, accessible and within its width on a phone."""
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    for name in ("", "due/", "calibration/", "notes/"):
        page.goto(f"{library.url}/mine/{name}")
        assert problems(page) == [], name
        assert overflow_px(page) <= 0, name
    expect(page.locator(".own-text")).to_have_text("Looks like infection. Ask for the CRP.")


def reload_of_an_unknown(page: Page, library: LiveLibrary) -> None:
    """What is written and not committed is there after a reload."""
    page.goto(library.url)
    page.get_by_role("link", name="Take as unknown").first.click()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_selector('form[data-island-state="ready"]')
    page.locator("#name-1").fill("Discitis")
    page.locator("#points-1").fill("35")
    page.reload()
    page.wait_for_selector('form[data-island-state="ready"]')
    expect(page.locator("#name-1")).to_have_value("Discitis")
    expect(page.locator("[data-rest]")).to_have_text("65")


def test_what_is_kept_is_found_again(resident: Page, live_library: LiveLibrary) -> None:
    stars(resident)
    notes(resident)
    own_pages(resident, live_library)
    reload_of_an_unknown(resident, live_library)
