"""Questions are written at their stage by keys, places drawn on the film, and nothing is lost."""

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
from tests.browser.editor.test_writing import paste

__all__ = ["author", "case", "demo_data", "own_library"]
pytestmark = pytest.mark.browser

OPTIONS = "A. Discitis\n*B. A deposit\nC. Chordoma"


def ask(page: Page, kind: str) -> Locator:
    """Ask something at the first study; its question is the last of that stage."""
    stage = page.locator('[data-kind-of-stage="study"]').first
    stage.locator(".pose-add summary").click()
    stage.locator(f'[data-ask="{kind}"]').click()
    item = stage.locator(".pose-item").last
    item.locator('[data-field="stem"]').wait_for(state="attached")
    return item


def texts(item: Locator) -> list[str]:
    found: list[str] = item.locator(
        '.pose-rows > li:not([data-ghost-entry]) > .write [data-field="text"]'
    ).evaluate_all("boxes => boxes.map((box) => box.value)")
    return found


def test_a_choice_is_written_by_keys_copied_sent_on_and_taken_back(
    author: BrowserContext, case: str
) -> None:
    page = write(author, case)
    item = ask(page, "multiple-choice")
    count = page.locator(".pose-item").count()

    page.keyboard.insert_text("What is it?")
    item.locator('[data-ghost-entry] [data-field="text"]').focus()
    paste(page.locator(":focus"), OPTIONS)
    page.keyboard.insert_text("Tuberculosis")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("Gout")
    saved(page)

    assert texts(item) == ["Discitis", "A deposit", "Chordoma", "Tuberculosis", "Gout"]
    right = item.locator('[data-field="is_key"]').evaluate_all("all => all.map((b) => b.checked)")
    assert right == [False, True, False, True, False, False]
    copied_and_sent_on(page, item, count)
    page.close()


def copied_and_sent_on(page: Page, item: Locator, count: int) -> None:
    item.get_by_role("button", name="Copy").click()
    expect(page.locator(".pose-item")).to_have_count(count + 1)
    copied = page.locator('[data-kind-of-stage="study"]').first.locator(".pose-item").last
    copied.locator("[data-send]").focus()
    copied.locator("[data-send]").select_option(label="CT · Chest")
    sent = page.locator('[data-kind-of-stage="study"]').nth(1).locator(".pose-item").last
    saved(page)
    page.reload()
    settle(page)

    assert texts(sent) == ["Discitis", "A deposit", "Chordoma", "Tuberculosis", "Gout"]
    sent.get_by_role("button", name="Remove this question").click()
    expect(page.locator(".pose-item")).to_have_count(count)
    saved(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".pose-item")).to_have_count(count + 1)


def test_a_question_that_can_not_be_asked_says_why_where_it_is(
    author: BrowserContext, case: str
) -> None:
    page = write(author, case)
    item = ask(page, "multiple-choice")
    page.keyboard.insert_text("Which metastasis is it?")
    for word in ("One", "Two"):
        item.locator('[data-ghost-entry] [data-field="text"]').focus()
        page.keyboard.insert_text(word)
    saved(page)

    expect(item.locator(".wrong")).to_contain_text("Mark at least one option as right")
    expect(page.locator("[data-checks] .missing")).to_contain_text("Every question can be asked")
    item.locator('[data-field="is_key"]').first.check()
    saved(page)
    expect(item.locator(".wrong")).to_have_count(0)
    expect(page.locator("[data-warnings]")).to_contain_text("“metastasis” is also in the diagnosis")
    page.close()


def test_a_place_is_drawn_ranged_moved_by_keys_and_brought_back(
    author: BrowserContext, case: str
) -> None:
    page = write(author, case)
    item = ask(page, "hotspot")
    expect(item.locator("[data-no-targets]")).to_be_visible()
    series = item.locator('[data-field="series"]').input_value()

    item.get_by_role("button", name="Draw a place").click()
    page.wait_for_function(f"id => {SHOWN}.seriesId === id", arg=series, polling=100)
    settle(page)
    drag(page, (0.4, 0.4), (0.6, 0.6))
    page.keyboard.insert_text("the lesion")
    page.keyboard.press("Enter")
    row = item.locator(".pose-target")
    frame = int(row.locator('[data-field="first_slice"]').input_value())
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    settle(page)
    row.get_by_role("button", name="To here").click()
    saved(page)

    expect(row.locator('[data-field="label"]')).to_have_value("the lesion")
    expect(row.locator("[data-go-target]")).to_have_text(f"◎ {frame}–{frame + 2}")
    expect(page.locator(".view.active .marks text", has_text="the lesion")).to_have_count(1)
    expect(item.locator("[data-no-targets]")).to_be_hidden()
    moved_and_brought_back(page, row)
    page.close()


def moved_and_brought_back(page: Page, row: Locator) -> None:
    outline = row.locator('[data-field="outline_px"]')
    there = outline.get_attribute("data-held") or ""
    row.locator("[data-go-target]").click()
    page.locator(".view.active").focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(outline).not_to_have_attribute("data-held", there)
    saved(page)
    page.keyboard.press("Delete")
    expect(row).to_have_count(0)
    saved(page)
    page.keyboard.press("Control+z")
    expect(row).to_have_count(1)
    page.reload()
    settle(page)
    row.locator("[data-go-target]").click()
    expect(page.locator(".view.active .marks .chosen")).to_have_count(1)
    expect(row.locator('[data-field="label"]')).to_have_value(re.compile("lesion"))
