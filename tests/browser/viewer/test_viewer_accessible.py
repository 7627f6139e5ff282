"""What opens over the images is as accessible as the page: axe finds nothing, in either theme."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.pages.test_pages import NOTHING, problems_in_each_theme
from tests.browser.viewer.conftest import Film

Open = Callable[..., Film]


# What of the images and their bars reaches beyond the film at the right.
BEYOND = """() => { const film = document.querySelector('.film').getBoundingClientRect();
  return [...document.querySelectorAll('.view, .mpr-leave, .fuse-bar')]
    .filter((one) => one.getBoundingClientRect().right > film.right + 1)
    .map((one) => one.className); }"""


def with_pet(page: Page) -> None:
    page.keyboard.press("*")
    page.wait_for_selector(".fuse-bar")


def with_planes(page: Page) -> None:
    page.keyboard.press("#")
    page.wait_for_selector(".mpr-hang .view.active")
    page.keyboard.press("]")


def with_pet_in_planes(page: Page) -> None:
    with_pet(page)
    with_planes(page)


def with_measures(page: Page) -> None:
    for tool in ("d", "e", "o", "n", "b"):
        page.keyboard.press(tool)
        page.keyboard.press("Enter")
    page.wait_for_selector(".view.active .measure")


def with_keys(page: Page) -> None:
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")


@pytest.mark.parametrize(
    "opened", [with_pet, with_planes, with_pet_in_planes, with_measures, with_keys]
)
@pytest.mark.parametrize("width", [390, 1440])
def test_what_is_opened_over_the_images_is_accessible(
    open_film: Open, opened: Callable[[Page], None], width: int
) -> None:
    film = open_film("hung=int16&all=int16,pet", card=False)
    film.page.set_viewport_size({"width": width, "height": 900})
    film.settle()
    film.page.locator(".view.active").focus()

    opened(film.page)
    film.settle()

    assert film.page.evaluate(BEYOND) == []
    assert problems_in_each_theme(film.page) == NOTHING
