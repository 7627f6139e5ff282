"""A person drops a disc on the page, sees what is on it, sends some, and makes a case of it."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.pages.test_pages import NOTHING, overflow_px, problems, problems_in_each_theme
from tests.browser.received.conftest import OpenPage
from tests.factories import dicom

pytestmark = pytest.mark.browser

ARRIVES_MS = 60_000


def choose(page: Page, folder: Path) -> None:
    page.wait_for_selector('[data-island-state="ready"]')
    page.locator('input[data-choose="folder"]').set_input_files(str(folder))
    send_button = page.get_by_role("button", name=re.compile("^(Send|Go on sending)$"))
    expect(send_button).to_be_visible(timeout=ARRIVES_MS)


def send(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^(Send|Go on sending)$")).click()


def wait_until_done(page: Page) -> None:
    expect(page.locator(".upload .big").first).to_contain_text("Done.", timeout=ARRIVES_MS)


def test_a_disc_is_shown_chosen_from_sent_and_made_a_case(open_page: OpenPage, disc: Path) -> None:
    page = open_page("/received/new/")
    choose(page, disc)
    expect(page.get_by_role("heading", name="2 patients, which stay apart")).to_be_visible()
    expect(page.get_by_role("heading", name="Nobody Nora")).to_be_visible()
    expect(page.locator(".note", has_text="3 files left out")).to_contain_text("viewer.exe")

    page.get_by_role("checkbox", name=re.compile("Axial lung")).uncheck()
    page.get_by_role("checkbox", name=re.compile("Sag T2")).uncheck()
    expect(page.get_by_text(re.compile(r"^3 files,"))).to_be_visible()
    send(page)
    wait_until_done(page)
    page.get_by_role("link", name="See what became of it").click()
    expect(page.get_by_text("All 3 files are filed.").first).to_be_visible()
    page.get_by_role("button", name="Make a case").click()

    expect(page).to_have_url(re.compile("/cases/"))
    expect(page.get_by_role("heading", name=re.compile("^Writing RR-"))).to_be_visible()
    expect(page.locator("#film")).to_be_visible()


def test_a_sending_that_was_cut_goes_on_where_it_stopped(open_page: OpenPage, disc: Path) -> None:
    for number in range(20):
        values = np.full((800, 800), number, dtype="int16")  # too large to go with others
        extra = dicom.ct_slice(
            number=number, z=number * 1.0, values=values, series=9, PatientID="P-9"
        )
        (disc / f"A/X{number:02d}").write_bytes(dicom.to_bytes(extra))
    page = open_page("/received/new/")
    choose(page, disc)
    sent: list[str] = []

    def let_a_few_through(route: Route) -> None:
        sent.append(route.request.url)
        if len(sent) > 8:
            route.abort()
        else:
            route.continue_()

    page.route("**/received/uploads/*/*?size=*", let_a_few_through)
    send(page)
    expect(page.get_by_role("alert").filter(has_text="connection is lost")).to_be_visible(
        timeout=ARRIVES_MS
    )
    page.close(run_before_unload=False)

    again = open_page("/received/new/")
    expect(again.get_by_text("A sending was cut.")).to_be_visible()
    resent: list[str] = []
    again.on("request", lambda r: resent.append(r.url) if "?size=" in r.url else None)
    choose(again, disc)
    send(again)
    wait_until_done(again)

    assert len(resent) == 20 - 8
    again.goto(again.url)
    expect(again.get_by_text("A sending was cut.")).to_have_count(0)


def test_a_connection_that_comes_back_is_used_by_itself(open_page: OpenPage, disc: Path) -> None:
    page = open_page("/received/new/")
    choose(page, disc)
    page.context.set_offline(True)
    send_button = page.get_by_role("button", name="Send", exact=True)
    send_button.click()
    expect(page.get_by_text("The connection is lost.")).to_be_visible(timeout=ARRIVES_MS)
    page.context.set_offline(False)
    send_button.click()
    wait_until_done(page)


def test_the_list_of_what_came_in_changes_by_itself(open_page: OpenPage, disc: Path) -> None:
    watching = open_page("/received/")
    before = watching.locator(".receipt").count()
    page = open_page("/received/new/", width=390)
    choose(page, disc)
    assert overflow_px(page) <= 0
    send(page)

    expect(watching.locator(".receipt")).to_have_count(before + 1, timeout=ARRIVES_MS)
    first = watching.locator(".receipt").first
    expect(first.locator("[data-words]")).to_have_text(
        re.compile("filed|here already"), timeout=ARRIVES_MS
    )
    expect(first.locator("img")).to_be_visible()


@pytest.mark.parametrize("path", ["/received/new/", "/received/", "/housekeeping/"])
def test_the_pages_are_accessible_and_within_their_width(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    page.wait_for_load_state()

    assert problems_in_each_theme(page) == NOTHING
    for width in (320, 390, 768):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow_px(page) <= 0, width


def test_choosing_and_the_receipt_are_accessible(open_page: OpenPage, disc: Path) -> None:
    page = open_page("/received/new/", theme="dark")
    choose(page, disc)
    assert problems(page) == []

    send(page)
    wait_until_done(page)
    page.locator(".sending summary").first.press("Enter")
    expect(page.locator(".files li").first).to_be_visible()
    assert problems(page) == []

    page.get_by_role("link", name="See what became of it").click()
    page.wait_for_load_state()
    assert problems(page) == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert overflow_px(page) <= 0


def test_without_scripts_the_page_says_what_to_do(open_page: OpenPage) -> None:
    page = open_page("/received/new/", scripts=False)

    expect(page.get_by_text("readingroom ingest FOLDER")).to_be_visible()
