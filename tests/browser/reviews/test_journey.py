"""An editor proposes and returns, the author accepts, it is published, and reported by a reader."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages.test_pages import NOTHING, overflow_px, problems_in_each_theme
from tests.browser.serving import LiveLibrary, run_module, served

pytestmark = pytest.mark.browser
FINDINGS = "Marrow oedema of C5 and C6, with enhancement."
Room = tuple[str, Callable[[str], Page]]


@pytest.fixture(scope="module")
def library(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[LiveLibrary, dict[str, str]]]:
    data = tmp_path_factory.mktemp("reviews")
    made = run_module("tests.browser.reviews.making", data=data)
    assert made.returncode == 0, made.stderr
    with served(data) as live:
        yield live, json.loads(made.stdout)


@pytest.fixture(scope="module")
def room(library: tuple[LiveLibrary, dict[str, str]], chromium: Browser) -> Iterator[Room]:
    """The case's address, and a page of someone by their name, each in a browser of its own."""
    live, told = library
    contexts = {}

    def page_of(name: str) -> Page:
        context = contexts[name] = chromium.new_context(viewport={"width": 1440, "height": 900})
        cookie = {"name": "readingroom_session", "value": told[name], "url": live.url}
        context.add_cookies([cookie])  # type: ignore[list-item]  # as its documentation has it
        return context.new_page()

    yield f"{live.url}/cases/{told['case']}/", page_of
    for context in contexts.values():
        context.close()


def propose(page: Page, address: str) -> None:
    page.goto(f"{address}edit/")
    page.get_by_role("textbox", name="Findings", exact=True).first.focus()
    page.get_by_role("button", name="Remark", exact=True).click()
    page.get_by_role("checkbox", name="Propose other words").check()
    page.get_by_role("textbox", name="In their place").fill(FINDINGS)
    page.get_by_role("textbox", name="Your remark").fill("Say where.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("button", name="1 remark")).to_be_visible()


def give_back(page: Page, address: str) -> None:
    page.goto(address.partition("/cases/")[0] + "/reviews/")
    page.get_by_role("checkbox", name="could not show").check()
    page.get_by_role("textbox", name="In your words").fill("Say how thick the slices are.")
    page.get_by_role("button", name="Return to its author").click()
    expect(page.get_by_text("Returned to its author, with your reasons.")).to_be_visible()


def accept(page: Page, address: str) -> None:
    page.goto(address.partition("/cases/")[0])
    page.get_by_role("link", name="Notices, 2 new").click()
    page.get_by_role("link", name=re.compile("proposed other words")).click()
    expect(page.get_by_role("heading", name="Remarks")).to_be_visible()
    page.goto(f"{address}edit/")
    returned = page.locator(".returned")
    expect(returned).to_contain_text("It is not said what a study could not show")
    expect(returned).to_contain_text("Say how thick the slices are.")
    page.get_by_role("button", name="1 remark").click()
    page.get_by_role("button", name="Accept").click()
    field = page.get_by_role("textbox", name="Findings", exact=True).first
    expect(field).to_have_value(FINDINGS)
    expect(page.get_by_role("button", name="1 remark")).to_have_count(0)


def submit(page: Page) -> None:
    page.get_by_label("By what right the case may be shown").select_option("no-patient")
    page.get_by_role("checkbox", name=re.compile("looked through images and words")).check()
    page.get_by_role("button", name="Submit to the editors").click()
    expect(page.get_by_text("Submitted. The editors")).to_be_visible()


def test_what_an_editor_returns_is_put_right_published_and_hidden_by_a_report(room: Room) -> None:
    address, page_of = room
    editor, author, reader = page_of("dev"), page_of("amara"), page_of("ben")

    propose(editor, address)
    give_back(editor, address)
    accept(author, address)
    submit(author)
    editor.goto(address.partition("/cases/")[0] + "/reviews/")
    assert problems_in_each_theme(editor) == NOTHING
    editor.get_by_role("button", name="Publish now").click()
    expect(editor.get_by_text("Published.", exact=True)).to_be_visible()

    reader.goto(address)
    expect(reader.get_by_text(FINDINGS)).to_be_visible()
    reader.get_by_role("link", name=re.compile("Report that something")).click()
    assert problems_in_each_theme(reader) == NOTHING
    reader.get_by_role("radio", name="In the images").check()
    reader.get_by_role("button", name="Report it and hide the case").click()
    expect(reader.get_by_text("The case is hidden from now on")).to_be_visible()
    gone = reader.goto(address)
    assert gone is not None
    assert gone.status == 404

    editor.goto(f"{address}manage/")
    expect(editor.get_by_role("heading", name="Judge it")).to_be_visible()
    for width in (1440, 768, 390):
        editor.set_viewport_size({"width": width, "height": 900})
        assert overflow_px(editor) <= 0, width
    assert problems_in_each_theme(editor) == NOTHING
    author.goto(f"{address}history/")
    assert problems_in_each_theme(author) == NOTHING
    author.goto(f"{address}comments/")
    assert problems_in_each_theme(author) == NOTHING
