"""A conference with a presenter and three phones: scrolled, voted, marked, handed over."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages.test_pages import overflow_px, problems
from tests.browser.serving import LiveLibrary

pytestmark = pytest.mark.browser

READY = '#film[data-island-state="ready"]'
SHOWN = "() => document.getElementById('film').readingroomViewer?.shown()?.frame ?? null"
SERIES = "() => document.getElementById('film').readingroomViewer?.shown()?.seriesId ?? null"
PHONE: Any = {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce"}
LATER = ("lobulated", "arcinoma", "TTF-1", "Vertebral m")


@contextmanager
def pages(browser: Browser, library: LiveLibrary) -> Iterator[tuple[Page, list[Page]]]:
    """A presenter who is signed in, and three phones at the door."""
    contexts = [browser.new_context(**PHONE) for _ in range(3)]
    desk = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    desk_page = desk.new_page()
    desk_page.goto(library.run("sign-in-link").stdout.strip())
    desk_page.get_by_role("button", name="Sign in").click()
    desk_page.wait_for_url(f"{library.url}/")
    yield desk_page, [context.new_page() for context in contexts]
    for context in (desk, *contexts):
        context.close()


def open_room(desk: Page, url: str) -> str:
    desk.goto(f"{url}/conference/new/")
    desk.get_by_role("checkbox").first.check()
    desk.get_by_role("button", name="Open the room").click()
    return desk.locator(".conf-code").inner_text().split()[-1]


def join(phone: Page, url: str, code: str) -> None:
    phone.goto(f"{url}/join/?code={code}")
    phone.get_by_role("button", name="Join").click()
    expect(phone.locator("[data-conf-state]")).to_have_text("Following")


def go_on(desk: Page, phones: list[Page], heading: str) -> None:
    desk.get_by_role("button", name="Open the findings and go on").click()
    for page in (desk, *phones):
        expect(page.get_by_text(heading).first).to_be_visible()


def scroll_to(page: Page, frame: int) -> None:
    """Go to a slice as the film's keys do."""
    page.wait_for_function(f"() => ({SHOWN})() !== null")
    page.evaluate(
        "frame => { const film = document.getElementById('film');"
        " const series = film.readingroomViewer.shown().seriesId;"
        " film.dispatchEvent(new CustomEvent('readingroom:go', {detail: {series, frame}})); }",
        frame,
    )
    page.wait_for_function(f"() => ({SHOWN})() === {frame}")


def stands_at(page: Page, frame: int) -> None:
    page.wait_for_function(f"() => ({SHOWN})() === {frame}")


def vote(phone: Page, name: str) -> None:
    phone.get_by_label(name).check()
    phone.get_by_role("button", name="Vote", exact=True).click()
    expect(phone.get_by_text("Your vote is in.")).to_be_visible()


def they_vote(desk: Page, phones: list[Page]) -> None:
    """One choice: a count before, bars after, and one who thinks again."""
    desk.get_by_text("A differential", exact=True).click()
    desk.get_by_label("Diagnoses, one a line").fill("Infection\nMetastasis")
    desk.get_by_role("button", name="Ask for the differential").click()
    for phone, name in zip(phones, ("Infection", "Infection", "Metastasis"), strict=True):
        vote(phone, name)
    vote(phones[1], "Metastasis")
    expect(desk.locator("[data-conf-votes]")).to_have_text("3")
    assert all(phone.locator(".conf-bars").count() == 0 for phone in phones)
    desk.get_by_role("button", name="Reveal the result").click()
    for page in (desk, *phones):
        bars = page.locator(".conf-bars li")
        expect(bars.nth(0)).to_have_text(re.compile(r"Infection\s*1"))
        expect(bars.nth(1)).to_have_text(re.compile(r"Metastasis\s*2"))


def they_mark(desk: Page, phones: list[Page]) -> None:
    """A mark by a finger, one by the keyboard, and one who sees nothing; then the heat map."""
    desk.get_by_text("A mark on the images", exact=True).click()
    desk.get_by_label("On which series").select_option(desk.evaluate(SERIES))
    desk.get_by_role("button", name="Ask for a mark").click()
    box = phones[0].locator("#film .view").first
    expect(phones[0].get_by_role("button", name="Vote for this mark")).to_be_visible()
    box.click()
    expect(phones[0].locator(".room-spot")).to_be_visible()
    phones[0].get_by_role("button", name="Vote for this mark").click()
    phones[1].locator("#film .view").first.hover()
    phones[1].get_by_role("button", name="Mark the middle").press("Enter")
    phones[1].get_by_role("button", name="Left").press("Enter")
    phones[1].get_by_role("button", name="Vote for this mark").click()
    phones[2].get_by_role("button", name="There is none").click()
    expect(desk.locator("[data-conf-votes]")).to_have_text("3")
    desk.get_by_role("button", name="Reveal the result").click()
    for page in (desk, *phones):
        expect(page.locator(".conf-heat")).to_contain_text("1 said there is none")
        assert page.locator(".conf-warm").count() >= 1


def the_hot_seat(desk: Page, phones: list[Page]) -> None:
    """One phone is given the controls by name, and all are told."""
    resident, other = phones[0], phones[1]
    resident.get_by_text("The hot seat").click()
    resident.get_by_label("The name you are called by").fill("Ben")
    resident.get_by_role("button", name="Ask for the controls").click()
    desk.get_by_role("button", name="Give the controls to Ben").click()
    expect(resident.locator("[data-conf-state]")).to_have_text("You have the controls")
    expect(other.get_by_text("Ben has the controls.")).to_be_visible()


def test_a_conference_with_a_presenter_and_three_phones(
    chromium: Browser, live_library: LiveLibrary
) -> None:
    with pages(chromium, live_library) as (desk, phones):
        code = open_room(desk, live_library.url)
        assert problems(phones[0]) == [] if phones[0].goto(f"{live_library.url}/join/") else True
        for phone in phones:
            join(phone, live_library.url, code)
        expect(desk.locator("[data-conf-phones]")).to_have_text("3")

        go_on(desk, phones, "MRI · Cervical spine")
        for page in (desk, *phones):
            page.wait_for_selector(READY)
        scroll_to(desk, 5)
        for phone in phones:
            stands_at(phone, 5)
        assert [word for phone in phones for word in LATER if word in phone.content()] == []

        they_vote(desk, phones)
        they_mark(desk, phones)
        assert [problems(page) for page in (desk, phones[0])] == [[], []]
        assert overflow_px(phones[0]) <= 0
        the_hot_seat(desk, phones)
