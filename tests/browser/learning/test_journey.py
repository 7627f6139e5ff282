"""A resident takes the reference case from presentation to discussion, and is wrong at first."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Error, Page, Response, expect

from tests.browser.pages.test_pages import overflow_px, problems
from tests.browser.serving import LiveLibrary

pytestmark = pytest.mark.browser

ARRIVES_MS = 60_000
# What only later stages of the demo case say.
TOLD_BY_CT = ("lobulated", "Chest", "satellite", "5 mm", "operation", "decompression")
TOLD_BY_TISSUE = ("arcinoma", "TTF-1", "CK7", "athology", "Vertebral m", "Teaching point")
READ = re.compile(r"html|json|javascript")
# Tokens and identifiers are drawn at random: two letters of one say nothing of a case.
DRAWN = re.compile(r"(?=[\w-]*[0-9])(?=[\w-]*[A-Z])[\w-]{16,}")


class Ears:
    """Every address the page asked for, and what it got from it while it is still there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answers: list[Response] = []
        page.on("response", self._note)

    def _note(self, answer: Response) -> None:
        self.answers.append(answer)

    def heard(self) -> str:
        """Addresses and bodies since the last time; the program's own scripts left out."""
        answers, self.answers[:] = list(self.answers), []
        told = [a for a in answers if "/static/" not in a.url]
        asked = "\n".join(f"{answer.url}\n{_body(answer)}" for answer in told)
        return f"{self.page.title()}\n{self.page.content()}\n{asked}"


def _body(answer: Response) -> str:
    if not READ.search(answer.headers.get("content-type", "")):
        return ""
    try:
        return answer.text()
    except Error:  # of a page that was left; what it held was looked at while it was open
        return ""


def commit(page: Page, **shares: int) -> None:
    """Fill the form as a person does, and commit; rows that are not named are cleared."""
    page.wait_for_selector('form[data-island-state="ready"]')
    for number in range(5, 0, -1):
        box = page.locator(f"#name-{number}")
        if box.is_visible() and box.input_value():
            page.locator(f"li:has(#name-{number}) .quest-drop").click()
    for number, (name, points) in enumerate(shares.items(), start=1):
        page.locator(f"#name-{number}").fill(name)
        page.locator(f"#points-{number}").fill(str(points))
    page.get_by_role("button", name="Commit and see what was found").click()


def film_is_ready(page: Page) -> None:
    page.wait_for_selector('#film[data-island-state="ready"]', timeout=ARRIVES_MS)


def none_of(words: tuple[str, ...]) -> Callable[[str], list[str]]:
    def among(text: str) -> list[str]:
        said = DRAWN.sub("", text)
        return [word for word in words if word in said]

    return among


def at_the_presentation(page: Page, ears: Ears) -> None:
    """A slider by the keyboard, and a sum that is told."""
    page.wait_for_selector('form[data-island-state="ready"]')
    expect(page.locator("[data-rest]")).to_have_text("100")
    page.locator("#name-1").fill("Spondylosis")
    slider = page.get_by_role("slider", name="Points for Spondylosis")
    slider.press("End")
    slider.press("PageDown")
    expect(page.locator("#points-1")).to_have_value("90")
    expect(page.locator("[data-rest]")).to_have_text("10")
    page.locator("#name-2").fill("Discitis")
    page.locator("#points-2").fill("60")
    expect(page.locator("[data-rest]")).to_have_text("150 of 100: take 50 away")
    page.locator("#points-2").press("Enter")
    page.locator("#name-3").press("Enter")
    expect(page.get_by_role("button", name="Commit and see what was found")).to_be_focused()
    page.get_by_role("button", name="Commit and see what was found").click()
    expect(page.get_by_role("alert").filter(has_text="take 50 away")).to_be_visible()
    expect(page.get_by_text("More follows")).to_be_visible()
    expect(page.get_by_text("No images at this stage.")).to_be_visible()
    assert none_of((*TOLD_BY_CT, *TOLD_BY_TISSUE, "MRI", "edema"))(ears.heard()) == []
    commit(page, Spondylosis=60, Discitis=15, Metastasis=10)


def at_the_mri(page: Page, ears: Ears) -> None:
    """Images of this stage alone; infection is what it looks like."""
    film_is_ready(page)
    expect(page.locator("#stage-1-found")).to_contain_text("Spondylosis")
    expect(page.get_by_label("Images").get_by_text("Sagittal T1").first).to_be_visible()
    assert problems(page) == []
    page.wait_for_load_state("networkidle")
    assert none_of((*TOLD_BY_CT, *TOLD_BY_TISSUE, "bright on", "C5"))(ears.heard()) == []
    commit(page, Discitis=75, Metastasis=15)


def after_the_mri(page: Page, ears: Ears) -> None:
    """The operation, the CT, the tissue: each opens what was found before it."""
    expect(page.locator("#stage-2")).to_contain_text("bright on")
    assert none_of((*TOLD_BY_CT[:4], *TOLD_BY_TISSUE))(ears.heard()) == []
    commit(page, Discitis=70, Metastasis=20)
    film_is_ready(page)
    expect(page.get_by_label("Images").get_by_text("Axial, Lung").first).to_be_visible()
    assert none_of(("lobulated", "satellite", *TOLD_BY_TISSUE))(ears.heard()) == []
    commit(page, Metastasis=85, Discitis=10)
    expect(page.locator("#stage-4")).to_contain_text("multilobulated")
    commit(page, **{"Bone metastases": 97})


def at_the_end(page: Page) -> None:
    """What it was, what that was worth, and the picture of it."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vertebral metastases")
    result = page.locator("#result")
    expect(result.locator(".quest-outcome")).to_contain_text("0.98")
    expect(result.locator(".quest-outcome")).to_contain_text("CT · Chest")
    infection = result.get_by_role("img", name=re.compile("^Discitis and osteomyelitis"))
    expect(infection).to_have_attribute("aria-label", re.compile(r"You: 15, 75, 70, 10, 0"))
    expect(infection).to_have_attribute("aria-label", re.compile("Author: 10, 60, not stated, 8"))
    expect(page.get_by_role("heading", name="Teaching points")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert problems(page) == []
    assert overflow_px(page) <= 0


def test_from_presentation_to_discussion_with_infection_first(resident: Page) -> None:
    page = resident
    page.get_by_role("link", name="Take as unknown").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Neck pain in an older adult")
    ears = Ears(page)
    page.get_by_role("button", name="Begin").click()

    at_the_presentation(page, ears)
    at_the_mri(page, ears)
    after_the_mri(page, ears)

    at_the_end(page)
    # Going back shows what was said, and offers no way to change it.
    page.reload()
    expect(page.locator("#mri-found")).to_contain_text("75")
    assert page.locator("#mri input").count() == 0


def test_a_visitor_takes_it_without_scripts(chromium: Browser, live_library: LiveLibrary) -> None:
    page = chromium.new_page(java_script_enabled=False)
    page.goto(live_library.url)
    page.get_by_role("link", name="Take as unknown").first.click()
    page.get_by_role("button", name="Begin").click()

    page.get_by_label("Diagnosis 1", exact=True).fill("Discitis")
    page.get_by_label("Points for diagnosis 1", exact=True).fill("130")
    page.get_by_role("button", name="Commit and see what was found").click()

    expect(page.get_by_role("alert").filter(has_text="at most 100")).to_be_visible()
    page.get_by_label("Points for diagnosis 1", exact=True).fill("30")
    page.get_by_role("button", name="Commit and see what was found").click()
    expect(page.locator("#stage-1-found")).to_contain_text("Discitis")
    expect(page.get_by_role("heading", name="MRI · Cervical spine").last).to_be_visible()
    page.close()
