"""A teacher makes a playlist of ten cases with three normals, and holds it as an exam.

One of the two candidates loses the connection, and goes on elsewhere.
"""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.pages.test_pages import overflow_px, problems
from tests.browser.serving import LiveLibrary
from tests.browser.teaching.conftest import ComeIn
from tests.browser.teaching.making import TITLES

pytestmark = pytest.mark.browser
LOST = "No connection"


def make_the_list(page: Page, school: LiveLibrary) -> str:
    """Ten cases, one moved by the keyboard, one taken out and put back. Returns its address."""
    page.goto(f"{school.url}/playlists/")
    page.get_by_label("New playlist").fill("Spine week")
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url(re.compile("/edit/$"))
    page.wait_for_function("window.htmx")
    entries = page.locator("[data-entry]")
    for number in range(1, len(TITLES) + 1):
        page.get_by_label("Cases of the library").fill(f"RR-{number:05d}")
        add = page.get_by_role("button", name=re.compile(f"Add as an unknown.*RR-{number:05d}"))
        add.click()
        expect(entries).to_have_count(number)
    expect(page.get_by_text("3 of these are normal")).to_be_visible()
    page.wait_for_selector('.pl-list[data-island-state="ready"]')
    page.get_by_role("button", name="Move Discitis up").press("Alt+ArrowUp")
    expect(entries.first).to_contain_text("Discitis")
    page.get_by_role("button", name="Take Lymphoma out").click()
    expect(entries).to_have_count(9)
    page.get_by_role("button", name="Undo").click()
    expect(entries).to_have_count(10)
    expect(entries.nth(2)).to_contain_text("Lymphoma")
    assert problems(page) == []
    return page.url


def hold_it(page: Page) -> None:
    """As an exam of this hour, for the class."""
    page.get_by_role("radio", name=re.compile("^Exam")).check()
    page.get_by_label("Minutes").fill("30")
    hour = page.evaluate("new Date(Date.now() + 36e5).toISOString().slice(0, 16)")
    page.get_by_label("Ends").fill(hour)
    page.locator("#terms").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_label("Residents").check()
    page.get_by_role("button", name="Save the classes").click()
    expect(page.get_by_label("Residents")).to_be_checked()
    expect(page.get_by_text("Before anyone can begin it")).to_have_count(0)


def begin(page: Page, school: LiveLibrary) -> None:
    page.goto(f"{school.url}/playlists/")
    page.get_by_role("link", name="Spine week").click()
    assert problems(page) == []
    page.get_by_role("button", name="Begin the exam").click()
    expect(where(page, 1)).to_be_visible()


def where(page: Page, number: int) -> Locator:
    return page.get_by_text(f"{number} of 10", exact=True)


def commit(page: Page, diagnosis: str, points: int) -> None:
    page.wait_for_selector('form[data-island-state="ready"]')
    page.locator("#name-1").fill(diagnosis)
    page.locator("#points-1").fill(str(points))
    page.get_by_role("button", name="Commit and go on").click()


def lose_the_connection(context: BrowserContext, page: Page) -> None:
    """What is written is kept before; what is committed without a connection stays on the page."""
    page.wait_for_selector('form[data-island-state="ready"]')
    page.locator("#name-1").fill("Tuberculosis")
    page.locator("#points-1").fill("45")
    expect(page.locator("[data-kept]")).to_contain_text("Kept")
    context.set_offline(True)
    page.get_by_role("button", name="Commit and go on").click()
    expect(page.locator("[data-kept]")).to_contain_text(LOST)
    expect(page.locator("#name-1")).to_have_value("Tuberculosis")


def go_through_the_rest(page: Page) -> None:
    """From the second case to the last, and hand in: nothing is told."""
    for number in range(2, 11):
        commit(page, "Tuberculosis", 45)
        if number < 10:
            expect(where(page, number + 1)).to_be_visible()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("You answered 10 of 10")).to_be_visible()
    expect(page.get_by_text("when the exam is over for everyone")).to_be_visible()
    expect(page.locator("table")).to_have_count(0)


def test_an_exam_of_ten_cases_is_held_and_survives_a_lost_connection(
    school: LiveLibrary, come_in: ComeIn
) -> None:
    teacher, ben, cleo = come_in("tim"), come_in("ben"), come_in("cleo")
    address = make_the_list(teacher, school)
    hold_it(teacher)

    begin(ben, school)
    expect(ben.locator("[data-clock]")).to_have_text(re.compile(r"^(30:00|29:\d\d)$"))
    assert problems(ben) == []
    commit(ben, "Discitis", 90)
    expect(where(ben, 2)).to_be_visible()
    begin(cleo, school)
    commit(cleo, "Discitis", 20)
    expect(where(cleo, 2)).to_be_visible()
    lose_the_connection(ben.context, ben)

    again = come_in("ben")
    again.goto(f"{school.url}/playlists/")
    again.get_by_role("link", name="Spine week").click()
    again.get_by_role("button", name="Go on").click()
    expect(where(again, 2)).to_be_visible()
    expect(again.locator("#name-1")).to_have_value("Tuberculosis")
    again.set_viewport_size({"width": 390, "height": 844})
    assert overflow_px(again) <= 0
    go_through_the_rest(again)

    teacher.goto(address.replace("edit/", "candidates/"))
    rows = teacher.locator("tbody tr")
    expect(rows.filter(has_text="ben")).to_contain_text("10 of 10")
    expect(rows.filter(has_text="cleo")).to_contain_text("Under way")
    assert problems(teacher) == []
