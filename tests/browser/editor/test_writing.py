"""A case is written from received to submitted, and no word of it is lost on the way."""

import random
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.editor.conftest import OpenPage
from tests.browser.received.test_sending import choose, send, wait_until_done

pytestmark = pytest.mark.browser

SEED = 8
ARRIVES_MS = 60_000
MOST_CLICKS = 20
TITLE = "Vertebral metastases – cervical deposit from a lung primary"
FINDINGS = (
    "Oedema and enhancement of the C5 and C6 vertebral bodies with mild restricted\n"
    "diffusion. Left anterior epidural soft tissue displaces the cord, which is normal in signal."
)
# As Word puts it on the clipboard beside the text.
OF_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>
<p class=MsoNormal>Oedema and enhancement of the <b>C5</b> and C6
vertebral bodies with mild restricted diffusion.<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·
</span>Left anterior epidural soft tissue displaces the cord, which is normal in signal.</p>
</body></html>"""
PANEL = "POSITIVE: CKAE1/3, CK7, TTF1. NEGATIVE: CAM5.2, CK20, p40, PSA. Ki-67 about 70 %."


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """The address of the case that the journey makes, for the tests that follow it."""
    return {}


class Hand:
    """A person at the page who counts what they click."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def paste(self, target: Locator, text: str, markup: str = "") -> None:
        """Put the caret there and paste."""
        self.click(target)
        paste(target, text, markup)


def paste(target: Locator, text: str, markup: str = "") -> None:
    target.evaluate(
        """(box, [text, markup]) => {
          const carried = new DataTransfer();
          carried.setData('text/plain', text);
          if (markup) carried.setData('text/html', markup);
          const event = new ClipboardEvent('paste',
            {clipboardData: carried, bubbles: true, cancelable: true});
          if (box.dispatchEvent(event)) document.execCommand('insertText', false, text);
        }""",
        [text, markup],
    )


def field(page: Page, name: str) -> Locator:
    return page.locator(f'main [data-field="{name}"]').first


def ready(page: Page) -> None:
    page.wait_for_selector('main[data-island-state="ready"]', timeout=ARRIVES_MS)


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_attribute(
        "data-phase", "saved", timeout=ARRIVES_MS
    )


@pytest.mark.begins
def test_from_received_to_submitted_in_few_clicks(
    open_page: OpenPage, disc: Path, written: dict[str, str]
) -> None:
    page = open_page("/received/new/")
    receive(page, disc)

    hand = Hand(page)
    hand.click(page.locator(".receipt h2 a").first)
    hand.click(page.get_by_role("button", name="Make a case"))
    ready(page)
    written["path"] = "/cases/" + page.url.split("/cases/")[1]
    expect(field(page, "title")).to_be_focused()
    write_the_case(hand)
    submit(hand)

    expect(page.get_by_role("heading", name="In review")).to_be_visible(timeout=ARRIVES_MS)
    assert hand.clicks <= MOST_CLICKS
    rendered = page.locator('[data-kind-of-stage="study"] .rendered').first
    expect(rendered).to_contain_text("mild restricted diffusion.")
    expect(rendered.locator("strong")).to_have_text("C5")
    expect(rendered.get_by_role("listitem")).to_have_count(1)


def receive(page: Page, disc: Path) -> None:
    choose(page, disc)
    page.get_by_role("checkbox", name=re.compile("Sag T2")).uncheck()
    send(page)
    wait_until_done(page)
    page.goto(f"{page.url.split('/received')[0]}/received/")


def write_the_case(hand: Hand) -> None:
    page = hand.page
    paste(field(page, "title"), TITLE)
    page.keyboard.press("Enter")
    paste(field(page, "unknown_title"), "Neck pain in an older adult")
    field(page, "certainty").select_option("certain")
    hand.clicks += 2
    hand.paste(field(page, "presentation"), "Neck pain.")
    page.locator('[data-field="age"] input').fill("80")
    hand.clicks += 1
    study = page.locator('[data-kind-of-stage="study"]').first
    hand.paste(study.locator('[data-field="findings"]'), FINDINGS, OF_WORD)
    hand.paste(study.locator('[data-field="diagnosis"]').last, "Discitis with phlegmon")
    hand.paste(study.locator('[data-field="diagnosis"]').last, "Metastatic deposit")
    hand.click(page.get_by_role("button", name="Pathology"))
    hand.paste(page.locator("[data-panel-text]"), PANEL)
    expect(page.locator(".stain-row:not([data-ghost-entry])")).to_have_count(7)
    discussion = page.get_by_role("textbox", name="Discussion")
    hand.paste(discussion, "Two neighbouring vertebrae and the lateral disc raised infection.")


def submit(hand: Hand) -> None:
    page = hand.page
    page.select_option("#basis-of", "no-patient")
    hand.clicks += 2
    hand.click(page.get_by_role("checkbox", name=re.compile("I have looked through")))
    hand.click(page.get_by_role("button", name="Submit to the editors"))


def test_no_letter_is_lost_when_the_tab_or_the_network_ends(
    open_page: OpenPage, written: dict[str, str]
) -> None:
    chance = random.Random(SEED)  # noqa: S311  # a seed, no secret
    page = open_page(written["path"])
    ready(page)
    context, told = page.context, ""
    for turn in range(4):
        box = field(page, "history")
        box.focus()
        box.press("Control+End")
        words = f"Turn {turn} of many words. "
        cut = chance.randrange(4, len(words))
        page.keyboard.type(words[:cut])
        if turn % 2:
            context.set_offline(offline=True)
        page.keyboard.type(words[cut:])
        page.wait_for_timeout(chance.randrange(0, 900))
        told += words
        url = page.url
        page.close(run_before_unload=False)
        context.set_offline(offline=False)
        page = context.new_page()
        page.goto(url)
        ready(page)
        assert field(page, "history").input_value() == told, turn
    saved(page)


def test_what_is_written_without_a_connection_is_sent_when_it_returns(
    open_page: OpenPage, written: dict[str, str]
) -> None:
    page = open_page(written["path"])
    ready(page)
    page.context.set_offline(offline=True)
    write_at_end(field(page, "notice"), "A notice.")
    expect(page.locator("[data-save-state]")).to_contain_text(
        "Kept on this device", timeout=ARRIVES_MS
    )

    page.context.set_offline(offline=False)

    saved(page)


def write_at_end(box: Locator, text: str) -> None:
    """Write it at one go, as a paste does.

    Typed key by key it is saved in as many steps as there are pauses, and a slow machine pauses.
    """
    box.focus()
    box.press("Control+End")
    box.page.keyboard.insert_text(text)


def test_two_browsers_keep_both_texts(open_page: OpenPage, written: dict[str, str]) -> None:
    one, other = open_page(written["path"]), open_page(written["path"])
    ready(one)
    ready(other)
    write_at_end(field(one, "tags"), "spine")
    write_at_end(field(other, "basis"), "Histology.")
    saved(one)
    saved(other)
    expect(field(other, "tags")).to_have_value("spine", timeout=ARRIVES_MS)

    write_at_end(field(one, "caption"), "Mine")
    saved(one)
    write_at_end(field(other, "caption"), "Theirs")

    clash = other.locator(".clash")
    expect(clash).to_contain_text("Mine", timeout=ARRIVES_MS)
    expect(clash).to_contain_text("Theirs")
    clash.get_by_role("button", name="Keep both").click()
    saved(other)
    expect(field(other, "caption")).to_have_value("Mine / Theirs")


def test_steps_back_reach_over_what_was_saved(open_page: OpenPage, written: dict[str, str]) -> None:
    page = open_page(written["path"])
    ready(page)
    title = field(page, "title")
    write_at_end(title, " and more")
    saved(page)

    page.get_by_role("button", name="Undo").click()
    expect(title).to_have_value(TITLE)
    page.get_by_role("button", name="Redo").click()
    expect(title).to_have_value(f"{TITLE} and more")


def test_stains_are_written_by_keys_alone(open_page: OpenPage, written: dict[str, str]) -> None:
    page = open_page(written["path"])
    ready(page)
    page.locator('.stain-row [data-field="marker"]').last.focus()
    page.keyboard.type("s100-")
    page.keyboard.press("Enter")
    row = page.locator(".stain-row:not([data-ghost-entry])").last
    expect(row.locator('[data-field="marker"]')).to_have_value("S100")
    expect(row.locator('[data-value="negative"]')).to_have_attribute("aria-pressed", "true")

    row.locator('[data-value="negative"]').focus()
    page.keyboard.press("f")

    expect(row.locator('[data-value="focal"]')).to_have_attribute("aria-pressed", "true")
    saved(page)
