"""The whole reference case from received to submitted: by few clicks, by keys, by touch."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.editor.conftest import OpenPage
from tests.browser.editor.test_writing import (
    ARRIVES_MS,
    MOST_CLICKS,
    Hand,
    field,
    paste,
    ready,
    saved,
)
from tests.browser.editor.whole_case import (
    BASIS,
    REPORT,
    STAGES,
    TAGS,
    TITLE,
    UNKNOWN_TITLE,
    copy_of,
    told,
    write_disc,
)
from tests.browser.received.test_sending import choose, send, wait_until_done
from tests.browser.serving import LiveLibrary

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
MOST_TABS = 400


@pytest.fixture
def received(open_page: OpenPage, tmp_path: Path) -> Page:
    """Received, with the two studies of one patient on top."""
    page = open_page("/received/new/")
    choose(page, write_disc(tmp_path / "whole", tmp_path.name))
    send(page)
    wait_until_done(page)
    page.goto(f"{page.url.split('/received')[0]}/received/")
    return page


def kept_whole(page: Page) -> None:
    """Submitted, and everything of it in its field."""
    expect(page.get_by_role("heading", name="In review")).to_be_visible(timeout=ARRIVES_MS)
    copy = copy_of(page)
    assert told(copy) == STAGES
    assert copy["title"] == TITLE
    assert copy["unknown_title"] == UNKNOWN_TITLE
    assert copy["patient"]["presentation"] == "Neck pain."
    assert copy["patient"]["age"]["value"] == 80
    assert copy["certainty"] == "certain"
    assert copy["basis"] == BASIS
    stages = copy["stages"]
    assert [stage["day"] for stage in stages if stage["kind"] == "study"] == [0, 9]
    assert stages[4]["proliferation"] == {
        "marker": "Ki-67", "percent": 70, "is_approximate": True
    }  # fmt: skip
    assert [len(stages[1]["differential"][0][side]) for side in ("for", "against")] == [1, 1]


def test_the_whole_case_takes_few_clicks(received: Page) -> None:
    page, hand = received, Hand(received)
    hand.click(page.locator(".receipt h2 a").first)
    hand.click(page.get_by_role("button", name="Make a case"))
    ready(page)
    paste(field(page, "title"), TITLE)
    page.keyboard.press("Enter")
    paste(field(page, "unknown_title"), UNKNOWN_TITLE)
    field(page, "certainty").select_option("certain")
    field(page, "difficulty").select_option("intermediate")
    hand.clicks += 4
    hand.click(page.locator(".systems-pick summary"))
    for system in ("Oncology", "Musculoskeletal"):
        hand.click(page.get_by_role("checkbox", name=system))
    hand.paste(field(page, "presentation"), REPORT)
    expect(page.locator("[data-laid-out]")).to_contain_text("Technique, Findings, Limits")
    expect(page.locator(".stain-row:not([data-ghost-entry])")).to_have_count(15)
    hand.paste(field(page, "basis"), BASIS)
    hand.paste(page.locator("[data-find-code]"), "secondary malignant neoplasm of bone")
    choose_code(page)
    hand.paste(field(page, "tags"), TAGS)
    hand.click(page.get_by_role("checkbox", name="Suitable for quiz"))
    page.select_option("#basis-of", "no-patient")
    hand.clicks += 2
    hand.click(page.get_by_role("checkbox", name=re.compile("I have looked through")))
    hand.click(page.get_by_role("button", name="Submit to the editors"))

    kept_whole(page)
    assert hand.clicks <= MOST_CLICKS
    copy = copy_of(page)
    assert set(copy["systems"]) == {"spine", "chest", "oncology", "musculoskeletal"}
    assert [code["value"] for code in copy["diagnosis_codes"]] == ["C79.51"]


def come_late(route: Route) -> None:
    """Longer than the pause after which is saved."""
    time.sleep(1.5)
    route.continue_()


def test_one_press_takes_a_pasted_report_back_however_late_its_stains_are_read(
    received: Page,
) -> None:
    page = received
    page.locator(".receipt h2 a").first.click()
    page.get_by_role("button", name="Make a case").click()
    ready(page)
    before = copy_of(page)
    page.route("**/edit/panel/", come_late)
    stains = page.locator(".stain-row:not([data-ghost-entry])")
    field(page, "presentation").focus()
    paste(page.locator(":focus"), REPORT)
    expect(stains).to_have_count(15)
    saved(page)

    page.keyboard.press("Control+z")

    expect(stains).to_have_count(0)
    assert told(copy_of(page)) == told(before)
    page.get_by_role("button", name="Redo").click()
    expect(stains).to_have_count(15)
    assert told(copy_of(page)) == STAGES


def choose_code(page: Page) -> None:
    """The first of the list, as the browser's own list writes it."""
    option = page.locator("#found-codes option").first
    option.wait_for(state="attached")
    box = page.locator("[data-find-code]")
    box.evaluate("(box, value) => { box.value = ''; }", "")
    paste(box, option.get_attribute("value") or "")


def reach(page: Page, target: Locator) -> None:
    """By Tab alone, as far as it takes."""
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}")


def test_the_whole_case_is_written_by_keys_alone(received: Page) -> None:
    page = received
    reach(page, page.locator(".receipt h2 a").first)
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("button", name="Make a case"))
    page.keyboard.press("Enter")
    ready(page)
    expect(field(page, "title")).to_be_focused()
    page.keyboard.insert_text(TITLE)
    page.keyboard.press("Enter")
    page.keyboard.insert_text(UNKNOWN_TITLE)
    reach(page, field(page, "certainty"))
    page.keyboard.type("Cer")
    reach(page, field(page, "presentation"))
    paste(page.locator(":focus"), REPORT)
    expect(page.locator(".stain-row:not([data-ghost-entry])")).to_have_count(15)
    reach(page, field(page, "basis"))
    page.keyboard.insert_text(BASIS)
    reach(page, page.locator("#basis-of"))
    page.keyboard.type("No p")
    reach(page, page.get_by_role("checkbox", name=re.compile("I have looked through")))
    page.keyboard.press("Space")
    reach(page, page.get_by_role("button", name="Submit to the editors"))
    page.keyboard.press("Enter")

    kept_whole(page)


@pytest.fixture
def phone(
    chromium: Browser, empty_library: LiveLibrary, signed_in_state: Path, received: Page
) -> Iterator[Page]:
    """A phone with nothing but a finger and its keys, at what was received."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True,
        storage_state=str(signed_in_state),
    )  # fmt: skip
    page = context.new_page()
    page.goto(received.url)
    yield page
    context.close()


def write(page: Page, box: Locator, text: str) -> None:
    box.tap()
    expect(box).to_be_focused()
    paste(box, text)


def test_the_whole_case_is_written_on_a_phone(phone: Page) -> None:
    phone.locator(".receipt h2 a").first.tap()
    phone.get_by_role("button", name="Make a case").tap()
    ready(phone)
    write(phone, field(phone, "title"), TITLE)
    write(phone, field(phone, "unknown_title"), UNKNOWN_TITLE)
    field(phone, "certainty").tap()
    field(phone, "certainty").select_option("certain")
    write(phone, field(phone, "presentation"), REPORT)
    expect(phone.locator(".stain-row:not([data-ghost-entry])")).to_have_count(15)
    write(phone, field(phone, "basis"), BASIS)
    saved(phone)
    phone.get_by_role("link", name="Submit", exact=True).tap()
    phone.select_option("#basis-of", "no-patient")
    phone.get_by_role("checkbox", name=re.compile("I have looked through")).tap()
    phone.get_by_role("button", name="Submit to the editors").tap()

    kept_whole(phone)
