"""What an author draws on the film is written in the case: kept, moved, named, undone, linked."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.editor.demo_author import (
    SHOWN,
    author,
    case,
    demo_data,
    drag,
    own_library,
    saved,
    settle,
    write,
)

__all__ = ["author", "case", "demo_data", "own_library"]
pytestmark = pytest.mark.browser

NAME = "the lesion"


def rows(page: Page) -> Locator:
    return page.locator(".mark-row")


def named(page: Page, name: str) -> Locator:
    """The rows whose line of words says ``name``."""
    at = rows(page).locator('[data-field="label"]').evaluate_all("es => es.map((e) => e.value)")
    return rows(page).nth(at.index(name)) if name in at else page.locator(".no-such-row")


def tip(row: Locator) -> str:
    held = row.locator('[data-field="tip_px"]').get_attribute("data-held")
    assert held is not None
    return held


@pytest.mark.begins
def test_what_is_drawn_outlives_its_tab_and_is_moved_erased_and_brought_back(
    author: BrowserContext, case: str
) -> None:
    page = write(author, case)
    before = rows(page).count()

    page.locator('[data-tool="draw an arrow"]').click()
    drag(page, (0.5, 0.5), (0.7, 0.45))
    page.keyboard.type(NAME)
    page.close(run_before_unload=False)
    page = write(author, case)

    expect(rows(page)).to_have_count(before + 1)
    expect(named(page, NAME)).to_have_count(1)
    expect(page.locator(".view.active .marks text", has_text=NAME)).to_have_count(1)
    saved(page)
    moved_erased_and_brought_back(page)
    page.close()


def moved_erased_and_brought_back(page: Page) -> None:
    row = named(page, NAME)
    there = tip(row)

    drag(page, (0.6, 0.475), (0.65, 0.55))
    moved = tip(row)
    saved(page)
    page.locator(".view.active").focus()
    page.keyboard.press("Control+z")
    expect(row.locator('[data-field="tip_px"]')).to_have_attribute("data-held", there)
    saved(page)
    count = rows(page).count()
    page.keyboard.press("Delete")
    expect(rows(page)).to_have_count(count - 1)
    saved(page)
    page.keyboard.press("Control+z")
    expect(rows(page)).to_have_count(count)

    assert moved != there
    expect(page.locator(".view.active .marks text", has_text=NAME)).to_have_count(1)


def test_marks_are_drawn_by_keys_alone_and_slices_are_used_and_linked(
    author: BrowserContext, case: str
) -> None:
    page = write(author, case)
    page.locator(".view.active").focus()

    page.keyboard.press("-")
    page.keyboard.press("Enter")
    page.keyboard.type("by keys")
    page.keyboard.press("Enter")
    row = named(page, "by keys")
    there = tip(row)
    page.keyboard.press("Shift+ArrowRight")
    moved = tip(row)
    page.keyboard.press("a")

    assert moved != there
    expect(row).to_have_attribute("aria-current", "true")
    expect(page.locator(".view.active .marks text")).to_have_count(0)
    saved(page)
    made_key_image_and_linked(page)
    page.close()


def made_key_image_and_linked(page: Page) -> None:
    series = page.evaluate(f"() => {SHOWN}.seriesId")
    row = page.locator(".series-row", has=rows(page)).first
    page.locator(".view.active").focus()
    page.keyboard.press("ArrowDown")
    settle(page)
    frame = page.evaluate(f"() => {SHOWN}.frame")

    row.get_by_role("button", name="Use this slice and window").click()
    field = page.locator('[data-kind-of-stage="study"] .prose-field.body').first
    words = field.locator(".rendered p").first
    words.scroll_into_view_if_needed()
    page.locator(f'.strip [data-series-id="{series}"]').drag_to(words)

    text = field.locator("textarea")
    expect(row.locator('[data-field="key_image"]')).to_have_value(str(frame))
    expect(row.locator("[data-window]")).to_have_text(re.compile(r"W \d+"))
    expect(text).to_have_value(re.compile(rf"\(image:{series}/{frame}\)"))
    saved(page)


def test_readers_go_to_marks_from_a_list_and_see_what_the_author_keeps(
    author: BrowserContext, case: str
) -> None:
    page = write(author, case)
    row = page.locator(".series-row", has=rows(page)).first
    row.locator('[data-field="first_slice"]').fill("3")
    row.locator('[data-field="last_slice"]').fill("12")
    expect(row.locator("[data-kept]")).to_have_text("10 of 15")
    saved(page)

    page.goto(f"{case}edit/preview/?as=reader")
    settle(page)
    link = page.locator(".marked-list a", has_text=re.compile(NAME, re.IGNORECASE))
    frame = link.get_attribute("data-frame")
    page.locator(".view.active").focus()
    page.keyboard.press("Home")
    expect(page.locator(".view.active .read.br")).to_contain_text("3 / 3–12")
    link.click()

    expect(page.locator(".view.active .read.br")).to_contain_text(f"{frame} / 3–12")
    expect(page.locator(".view.active .marks text", has_text=NAME)).to_have_count(1)
    page.close()
