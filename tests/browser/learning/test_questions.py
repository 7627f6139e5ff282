"""A resident marks the lung: beside the mass, then on it, by mouse, by keys and by a finger."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages.test_pages import overflow_px, problems

pytestmark = pytest.mark.browser

ARRIVES_MS = 60_000
MASS_SLICE, MASS_PX = 15, (170.0, 250.0)
BESIDE_PX = (350.0, 250.0)
ROOT = '[data-island="stack-viewer"]'
SHOWN = f"""() => {{
  const {{ frame, settled }} = document.querySelector('{ROOT}').readingroomViewer.shown();
  return settled ? frame : null;
}}"""
PLACE = f"""([x, y]) => {{
  const {{ placement: at, canvas }} = document.querySelector('{ROOT}').readingroomViewer.shown();
  const box = canvas.getBoundingClientRect();
  const shrink = box.width / canvas.width;
  return [box.x + (at.offsetX + x * at.scaleX) * shrink,
          box.y + (at.offsetY + y * at.scaleY) * shrink];
}}"""


def shows(page: Page, wanted: int | None = None) -> None:
    """Wait until a slice is there at full depth: this one, or any."""
    deadline = time.monotonic() + ARRIVES_MS / 1000
    while time.monotonic() < deadline:
        frame = page.evaluate(SHOWN)
        if frame is not None and wanted in {None, frame}:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"slice {wanted} did not come")


def film_is_ready(page: Page) -> None:
    page.wait_for_selector(f'{ROOT}[data-island-state="ready"]', timeout=ARRIVES_MS)
    shows(page)


def scrolled_to(page: Page, number: int) -> None:
    view = page.locator(".view").first
    view.press("Home")
    for _ in range(number - 1):
        view.press("ArrowDown")
    shows(page, number)


def place(page: Page, at_px: tuple[float, float]) -> tuple[float, float]:
    x, y = page.evaluate(PLACE, list(at_px))
    return x, y


def marks(page: Page) -> Any:
    return page.get_by_role("list", name="Your marks").get_by_role("listitem")


def first_beside_it(page: Page) -> None:
    """By mouse; kept over a reload, moved by keys, and wrong."""
    film_is_ready(page)
    assert problems(page) == []
    page.get_by_role("button", name="Commit my answer").click()
    expect(page.get_by_text("No marks yet")).to_be_visible()
    scrolled_to(page, MASS_SLICE)
    page.mouse.click(*place(page, BESIDE_PX))
    expect(marks(page)).to_have_count(1)
    expect(page.get_by_label("I see no abnormality")).to_be_disabled()
    page.reload()
    film_is_ready(page)
    expect(marks(page)).to_have_text([re.compile(f"slice {MASS_SLICE}")])
    page.get_by_role("button", name="Commit my answer").click()
    told = page.locator(".ask")
    expect(told).to_contain_text("Found 0 of 1 thing; 1 false mark.", timeout=ARRIVES_MS)
    film_is_ready(page)
    expect(page.locator("svg.marks text")).to_have_text(["You 1", re.compile("Mass")])


def then_on_it(page: Page) -> None:
    """By keys: put in the middle, shifted, another taken away again."""
    page.get_by_role("link", name="Answer it again").click()
    film_is_ready(page)
    scrolled_to(page, MASS_SLICE)
    view = page.locator(".view").first
    page.mouse.move(5, 5)
    view.press("Enter")
    expect(marks(page)).to_have_count(1)
    view.press("Delete")
    expect(page.get_by_text("No marks yet")).to_be_visible()
    page.mouse.move(*place(page, MASS_PX))
    view.press("Enter")
    expect(marks(page)).to_have_count(1)
    view.press("Shift+ArrowLeft")
    page.get_by_role("button", name="Commit my answer").click()
    told = page.locator(".ask")
    expect(told).to_contain_text("Found 1 of 1 thing; 0 false marks.", timeout=ARRIVES_MS)
    assert problems(page) == []


def by_a_finger(page: Page) -> None:
    """On a phone nothing is wider than the screen, and entries are sorted by their buttons."""
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert overflow_px(page) <= 0
    page.get_by_role("link", name="Questions", exact=True).click()
    page.get_by_role("link", name=re.compile("Put in order")).click()
    page.wait_for_selector('.ask-form[data-island-state="ready"]', timeout=ARRIVES_MS)
    entries = page.locator("[data-entry] .ask-words")
    before = entries.all_text_contents()
    page.locator("[data-entry]").first.get_by_role("button", name=re.compile("down$")).press(
        "Enter"
    )
    expect(entries).to_have_text([before[1], before[0], *before[2:]])
    page.locator("[data-entry]").nth(1).get_by_role("button", name=re.compile("up$")).press(
        "ArrowUp"
    )
    expect(entries).to_have_text(before)
    assert overflow_px(page) <= 0
    page.evaluate("window.scrollTo(0, 0)")  # nothing lies half under the bar
    assert problems(page) == []


def one_option_is_wrong(page: Page) -> None:
    """What is told of each option is read in lines, on a phone too."""
    page.get_by_role("link", name="Questions", exact=True).click()
    page.get_by_role("link", name=re.compile("Multiple choice")).click()
    page.get_by_label("Oedema of the marrow").check()
    page.locator("[name=certainty]").first.check()
    page.get_by_role("button", name="Commit my answer").click()
    told = page.get_by_text("Two neighbouring vertebrae raise infection")
    expect(told).to_be_visible(timeout=ARRIVES_MS)
    lines = told.evaluate("e => e.offsetHeight / parseFloat(getComputedStyle(e).lineHeight)")
    assert lines < 4
    assert overflow_px(page) <= 0


def test_a_mass_is_missed_and_then_found(resident: Page) -> None:
    page = resident
    page.get_by_role("link", name="Take as unknown").first.click()
    page.get_by_role("link", name="Read it with the answer").click()
    page.get_by_role("link", name="Practise its questions").click()
    expect(page.get_by_text("0 of 7 answered")).to_be_visible()
    assert problems(page) == []
    page.get_by_role("link", name=re.compile("Mark on the images")).click()

    first_beside_it(page)
    then_on_it(page)
    by_a_finger(page)
    one_option_is_wrong(page)

    page.get_by_role("link", name="Questions", exact=True).click()
    expect(page.get_by_text("2 of 7 answered, 1 of 2 right")).to_be_visible()
