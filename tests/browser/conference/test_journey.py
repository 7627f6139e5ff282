"""A conference with a presenter and three phones: scrolled, voted, marked, handed over, kept.

One phone loses the line, and one is left by its button back.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conference.relay import Relay, relayed
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
    try:
        yield desk_page, [context.new_page() for context in contexts]
    finally:
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


def one_leaves_and_returns(phone: Page, chosen: str) -> None:
    """By the browser's own buttons; the vote is there, and is the same one when sent again."""
    phone.go_back()
    expect(phone.get_by_role("heading", name="Join a conference")).to_be_visible()
    phone.go_forward()
    expect(phone.get_by_label(chosen)).to_be_checked()
    phone.wait_for_selector('.conf[data-island-state="ready"]')
    vote(phone, chosen)


def one_loses_the_line(desk: Page, lost: Page, other: Page, line: Relay) -> None:
    """While the slices move on and the result is shown; then it is where the room is."""
    line.cut()
    expect(lost.locator("[data-conf-lost]")).to_be_visible()
    scroll_to(desk, 12)
    stands_at(other, 12)
    desk.get_by_role("button", name="Reveal the result").click()
    expect(other.locator(".conf-bars")).to_be_visible()
    assert lost.locator(".conf-bars").count() == 0
    assert lost.evaluate(SHOWN) != 12

    line.mend()

    expect(lost.locator(".conf-bars")).to_be_visible()
    expect(lost.locator("[data-conf-lost]")).to_be_hidden()
    stands_at(lost, 12)


def they_vote(desk: Page, phones: list[Page], line: Relay) -> None:
    """One choice: a count before, bars after, one who thinks again, one who is cut off."""
    desk.get_by_text("A differential", exact=True).click()
    desk.get_by_label("Diagnoses, one a line").fill("Infection\nMetastasis")
    desk.get_by_role("button", name="Ask for the differential").click()
    for phone, name in zip(phones, ("Infection", "Infection", "Metastasis"), strict=True):
        vote(phone, name)
    vote(phones[1], "Metastasis")
    one_leaves_and_returns(phones[1], "Metastasis")
    expect(desk.locator("[data-conf-votes]")).to_have_text("3")
    assert all(phone.locator(".conf-bars").count() == 0 for phone in phones)
    one_loses_the_line(desk, phones[2], phones[0], line)
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


def looks_elsewhere(page: Page, back: str) -> None:
    """By the film's own keys, and back to where everyone is."""
    page.locator("#film .view").first.press("Home")
    expect(page.locator("[data-conf-state]")).to_have_text("On your own")
    stands_at(page, 1)
    page.get_by_role("button", name=back).click()
    expect(page.locator("[data-conf-state]")).to_have_text("Following")


def the_hot_seat(desk: Page, phones: list[Page]) -> None:
    """One phone is given the controls by name, leads the room and the screen, and is thanked."""
    resident, other = phones[0], phones[1]
    resident.get_by_text("The hot seat").click()
    resident.get_by_label("The name you are called by").fill("Ben")
    resident.get_by_role("button", name="Ask for the controls").click()
    desk.get_by_role("button", name="Give the controls to Ben").click()
    expect(resident.locator("[data-conf-state]")).to_have_text("You have the controls")
    expect(other.get_by_text("Ben has the controls.")).to_be_visible()
    scroll_to(resident, 9)
    for page in (desk, *phones[1:]):
        stands_at(page, 9)
    looks_elsewhere(desk, "Back to the room")
    stands_at(desk, 9)

    desk.get_by_role("button", name="Take the controls back").click()
    expect(resident.get_by_text("The presenter has the controls again.")).to_be_visible()
    scroll_to(desk, 7)
    stands_at(resident, 7)
    looks_elsewhere(other, "Back to the presenter")
    stands_at(other, 7)


def it_ends(desk: Page, phones: list[Page]) -> None:
    """The phones are told; what the room said is kept, and goes into a playlist."""
    desk.get_by_role("button", name="End, and keep the results").click()
    for phone in phones:
        expect(phone.get_by_text("That conference is over")).to_be_visible()
    expect(desk.locator(".conf-bars li").nth(1)).to_have_text(re.compile(r"Metastasis\s*2"))
    picture = desk.locator(".conf-heat image")
    assert desk.request.get(desk.url.split("/conf")[0] + str(picture.get_attribute("href"))).ok
    assert problems(desk) == []
    desk.get_by_role("button", name="Make a playlist of them").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Conference of")


def test_a_conference_with_a_presenter_and_three_phones(
    chromium: Browser, live_library: LiveLibrary
) -> None:
    with pages(chromium, live_library) as (desk, phones), relayed(live_library.url) as line:
        code = open_room(desk, live_library.url)
        assert problems(phones[0]) == [] if phones[0].goto(f"{live_library.url}/join/") else True
        for phone, url in zip(phones, (live_library.url, live_library.url, line.url), strict=True):
            join(phone, url, code)
        expect(desk.locator("[data-conf-phones]")).to_have_text("3")

        go_on(desk, phones, "MRI · Cervical spine")
        for page in (desk, *phones):
            page.wait_for_selector(READY)
        scroll_to(desk, 5)
        for phone in phones:
            stands_at(phone, 5)
        assert [word for phone in phones for word in LATER if word in phone.content()] == []

        they_vote(desk, phones, line)
        they_mark(desk, phones)
        assert [problems(page) for page in (desk, phones[0])] == [[], []]
        assert overflow_px(phones[0]) <= 0
        the_hot_seat(desk, phones)
        it_ends(desk, phones)
