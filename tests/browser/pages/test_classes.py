"""Classes: joined with consent, their figures seen; one's data taken and removed."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.pages.test_pages import NOTHING, WIDTHS, overflow_px, problems_in_each_theme
from tests.browser.serving import LiveLibrary, run_module

pytestmark = pytest.mark.browser

SignIn = Callable[..., Page]


class Taught(NamedTuple):
    """The addresses of a class, of what was set for it, and of joining it; of a playlist, of an
    exam that is over, and of a sitting of it.
    """

    cohort: str
    task: str
    join: str
    playlist: str
    exam: str
    sitting: str


@pytest.fixture(scope="module")
def taught(live_library: LiveLibrary) -> Taught:
    live_library.run("sign-in-link")  # makes the first administrator
    made = run_module("tests.browser.taught", data=live_library.data)
    assert made.returncode == 0, made.stderr
    cohort, task, code, playlist, exam, sitting = made.stdout.split()
    return Taught(
        cohort=f"/classes/{cohort}/",
        task=f"/classes/set/{task}/",
        join=f"/classes/join/{UUID(code)}/",
        playlist=f"/playlists/{playlist}/",
        exam=f"/playlists/{exam}/",
        sitting=f"/sittings/{sitting}/",
    )


@pytest.fixture
def signed_in(chromium: Browser, live_library: LiveLibrary) -> Iterator[SignIn]:
    """A page of whoever is named; of the administrator without a name."""
    contexts: list[BrowserContext] = []

    def sign_in(*name: str) -> Page:
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.goto(live_library.run("sign-in-link", *name).stdout.strip())
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{live_library.url}/")
        return page

    yield sign_in
    for context in contexts:
        context.close()


def look(page: Page) -> None:
    """What is wrong with a page at any width, and in either theme."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow_px(page) <= 0, (page.url, width)
    assert problems_in_each_theme(page) == NOTHING, page.url


def test_a_teacher_sees_the_figures_of_a_class(
    signed_in: SignIn, live_library: LiveLibrary, taught: Taught
) -> None:
    page = signed_in()
    page.goto(f"{live_library.url}{taught.cohort}")
    look(page)
    page.locator(".cls-done").get_by_role("link").first.click()
    page.wait_for_url(f"{live_library.url}{taught.task}")

    expect(page.get_by_text("3 of 6").first).to_be_visible()
    expect(page.get_by_role("img", name="Marks of the group on slice 15")).to_be_visible()
    film = page.locator(".cls-film img")
    film.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.cls-film img').naturalWidth > 0")
    assert "etasta" not in page.title()
    look(page)


def test_a_teacher_marks_one_answer_after_the_other_by_keys(
    signed_in: SignIn, live_library: LiveLibrary, taught: Taught
) -> None:
    page = signed_in()
    page.goto(f"{live_library.url}{taught.cohort}")
    page.get_by_role("link", name="marked").click()
    expect(page.get_by_text("3 answers wait for you")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Mark", exact=False).first.click()

    line = page.get_by_role("checkbox").first
    expect(line).to_be_focused()
    expect(page.get_by_text("resident-")).to_have_count(0)
    page.keyboard.press("Space")
    expect(line).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("Answer [12] of 2, 1 to mark"))).to_be_visible()
    look(page)
    page.get_by_role("link", name="Mark the one before again").click()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    expect(page.get_by_role("heading", name="Marked before")).to_be_visible()
    look(page)


@pytest.mark.parametrize("width", [390, 1440])
def test_what_teachers_and_candidates_see_is_accessible(
    signed_in: SignIn, live_library: LiveLibrary, taught: Taught, width: int
) -> None:
    teacher, candidate = signed_in(), signed_in("resident-0")
    teacher.goto(f"{live_library.url}/marking/")
    sheet = teacher.get_by_role("link", name=re.compile("^(Mark|Look again)"))
    pages = (
        (teacher, taught.cohort),
        (teacher, f"{taught.cohort}calibration/"),
        (teacher, taught.task),
        (teacher, str(sheet.first.get_attribute("href"))),
        (teacher, "/playlists/"),
        (teacher, f"{taught.playlist}edit/"),
        (teacher, f"{taught.exam}edit/"),
        (teacher, f"{taught.exam}candidates/"),
        (candidate, taught.cohort),
        (candidate, taught.exam),
        (candidate, taught.sitting),
    )
    for page, address in pages:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_library.url}{address}")

        assert overflow_px(page) <= 0, address
        assert problems_in_each_theme(page) == NOTHING, address


def test_a_learner_joins_by_a_link_takes_their_data_and_has_it_removed(
    signed_in: SignIn, live_library: LiveLibrary, taught: Taught
) -> None:
    live_library.run("person", "add", "newcomer", "--role", "learner")
    page = signed_in("newcomer")
    page.goto(f"{live_library.url}{taught.join}")
    look(page)
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Join the class").click()
    page.wait_for_url(f"{live_library.url}{taught.cohort}")
    page.get_by_role("button", name="Take it for the class").click()
    page.wait_for_url("**/unknown/")
    page.goto(f"{live_library.url}{taught.cohort}")
    expect(page.get_by_role("button", name="Take back")).to_be_visible()
    look(page)

    page.goto(f"{live_library.url}/mine/data/")
    look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all of it").click()
    assert download.value.suggested_filename == "my-learning.zip"
    page.get_by_label("Type newcomer").fill("newcomer")
    page.get_by_role("button", name="Remove it for good").click()
    expect(page.get_by_text("You are in no class")).to_be_visible()
    expect(page.get_by_text("Nothing is kept of you yet")).to_be_visible()
