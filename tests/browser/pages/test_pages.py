"""Every page, in a real browser: accessible, within its width, readable without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.pages.conftest import OpenPage

pytestmark = pytest.mark.browser

PLAIN = [
    "/", "/?difficulty=advanced", "/account/login/", "/account/signup/", "/password/forgotten/",
    "/nowhere/",
]  # fmt: skip
NOTHING: dict[str, list[str]] = {"light": [], "dark": []}
WIDTHS = (320, 390, 768, 1440)


ALL_RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What a theme changes is colours.
CONTRAST = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def problems(page: Page, rules: dict[str, object] = ALL_RULES) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, as rule and place."""
    # Of what is in order the first place alone, which takes half the time.
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response
    return [
        f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]
    ]


def problems_in_each_theme(page: Page) -> dict[str, list[str]]:
    """What axe finds in light by every rule, and in dark by those of colour."""
    # Without motion: a colour halfway to the other theme's is no one's choice.
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    light = problems(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return {"light": light, "dark": problems(page, CONTRAST)}


def overflow_px(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return width


@pytest.mark.parametrize("path", PLAIN)
def test_a_plain_page_is_accessible(open_page: OpenPage, path: str) -> None:
    assert problems_in_each_theme(open_page(path)) == NOTHING


@pytest.mark.parametrize("width", [390, 1440])
def test_the_case_page_is_accessible(open_page: OpenPage, case_path: str, width: int) -> None:
    page = open_page(case_path, width=width)
    page.wait_for_selector('[data-island-state="ready"]')

    assert problems_in_each_theme(page) == NOTHING


def test_the_case_page_is_accessible_without_scripts_running_the_film(
    open_page: OpenPage, case_path: str
) -> None:
    page = open_page(case_path)
    page.route("**/stack-viewer*", lambda route: route.abort())
    page.reload()
    page.wait_for_selector('[data-island-state="failed"]')

    assert problems(page) == []


def test_no_page_scrolls_sideways(open_page: OpenPage, case_path: str) -> None:
    for path in (*PLAIN, case_path):
        page = open_page(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert overflow_px(page) <= 0, (path, width)


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_says_in_words_where_to_sign_in(open_page: OpenPage, width: int) -> None:
    page = open_page("/", width=width)

    words = page.locator(".topbar").get_by_text("Sign in", exact=True).bounding_box()

    assert words is not None
    assert words["width"] > words["height"] > 1
    assert overflow_px(page) <= 0


def test_a_case_can_be_read_without_scripts(open_page: OpenPage, case_path: str) -> None:
    page = open_page(case_path, scripts=False)

    picture = page.locator(".stand-in img").first
    expect(picture).to_be_visible()
    assert page.locator(".stand-in img").count() > 5
    expect(page.get_by_role("heading", name="How to use this case")).to_be_visible()
    expect(page.locator("details.fold").first).to_be_visible()


def test_the_pictures_of_a_page_without_scripts_arrive(open_page: OpenPage, case_path: str) -> None:
    page = open_page(case_path)
    source = page.locator(".plate img").first.get_attribute("src")

    answer = page.request.get(page.url.split("/cases/")[0] + str(source))

    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")


def test_ticking_a_filter_changes_the_sheet_and_the_address(open_page: OpenPage) -> None:
    page = open_page("/")

    page.get_by_role("checkbox", name="MRI").check()

    expect(page).to_have_url(re.compile(r"\?modality=mri"))
    expect(page.get_by_role("link", name="Remove MRI")).to_be_visible()
    expect(page.get_by_role("checkbox", name="MRI")).to_be_focused()


def test_filters_work_without_scripts(open_page: OpenPage) -> None:
    page = open_page("/", scripts=False)

    page.get_by_role("checkbox", name="CT").check()
    page.get_by_role("button", name="Show these cases").click()

    expect(page).to_have_url(re.compile(r"modality=ct"))
    expect(page.get_by_role("link", name="Remove CT")).to_be_visible()


def test_the_filters_fold_away_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("/", width=390)
    box = page.get_by_role("checkbox", name="MRI")

    expect(box).to_be_hidden()
    page.locator(".facets > summary").click()

    expect(box).to_be_visible()


def test_a_theme_is_chosen_without_scripts_too(open_page: OpenPage) -> None:
    page = open_page("/", scripts=False)

    page.get_by_role("button", name="Colours").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_keyboard_comes_first_to_the_way_past_the_bar(
    open_page: OpenPage, case_path: str
) -> None:
    page = open_page(case_path)

    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Skip to the case")).to_be_focused()


def test_film_is_black_in_both_themes(open_page: OpenPage, case_path: str) -> None:
    for theme in ("light", "dark"):
        film = open_page(case_path, theme=theme).locator("#film")
        assert film.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(0, 0, 0)"


def test_paper_shows_the_text_and_its_key_images_and_no_controls(
    open_page: OpenPage, case_path: str
) -> None:
    page = open_page(case_path)
    page.emulate_media(media="print")

    expect(page.locator("#film")).to_be_hidden()
    expect(page.locator(".topbar")).to_be_hidden()
    expect(page.locator(".plate").first).to_be_visible()
    expect(page.locator(".belief table, .stain-group").first).to_be_visible()


def test_the_tab_and_the_address_keep_the_answer_back(open_page: OpenPage, case_path: str) -> None:
    page = open_page(case_path)

    heading = page.locator("h1").inner_text().split("–", maxsplit=1)[0].strip().lower()
    assert heading not in page.title().lower()
    assert heading.split()[0] not in page.url.lower()
