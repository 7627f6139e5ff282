"""What a reader measures, and the line of one slice over another image."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.viewer.conftest import TWO_SCREENS, VIEWER, Film

pytestmark = pytest.mark.browser

Open = Callable[[str], Film]
PIXEL = f"""([x, y]) => {{ const one = {VIEWER}.shown();
  const box = one.canvas.getBoundingClientRect();
  const ratio = one.canvas.width / box.width; const at = one.placement;
  return [box.left + (at.offsetX + x * at.scaleX) / ratio,
          box.top + (at.offsetY + y * at.scaleY) / ratio]; }}"""


def drag(film: Film, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag from one place of the image to another, both in image pixels."""
    here, there = (film.page.evaluate(PIXEL, list(place)) for place in (start, end))
    film.page.mouse.move(*here)
    film.page.mouse.down()
    film.page.mouse.move(*there, steps=3)
    film.page.mouse.up()


def labels(page: Page) -> list[str]:
    page.evaluate(TWO_SCREENS)  # what was asked for last has then been drawn
    texts = page.locator(".view.active .measure text").all()
    return ["\n".join(text.locator("tspan").all_text_contents()) for text in texts]


def lines(page: Page) -> int:
    page.evaluate(TWO_SCREENS)
    return page.locator(".marks .reference").count()


def test_a_length_is_that_of_the_image_and_outlives_a_reload(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()
    film.press("d")

    drag(film, (10, 20), (40, 20))

    assert labels(film.page) == ["30.0 mm"]
    film.press("ArrowDown")
    film.wait_for_slice(9)
    assert labels(film.page) == []
    film.page.reload()
    film.page.wait_for_selector('[data-island-state="ready"]')
    film.settle()
    assert labels(film.page) == ["30.0 mm"]


def test_an_end_can_be_pulled_and_all_be_taken_back(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()
    film.press("d")
    drag(film, (10, 20), (40, 20))

    drag(film, (40, 20), (30, 20))
    pulled = labels(film.page)
    film.press("u")
    undone = labels(film.page)
    film.press("c")
    cleared = labels(film.page)
    film.press("u")

    assert (pulled, undone, cleared) == (["20.0 mm"], ["30.0 mm"], [])
    assert labels(film.page) == ["30.0 mm"]


def test_an_area_tells_its_size_and_the_values_in_it(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()
    film.press("e")

    drag(film, (10, 10), (30, 30))

    (text,) = labels(film.page)
    values = film.look()["values"].reshape(64, 64).astype(int)
    inside = [
        values[y, x]
        for y in range(64)
        for x in range(64)
        if (x + 0.5 - 20) ** 2 + (y + 0.5 - 20) ** 2 <= 100
    ]
    assert text.startswith("314 mm²")
    assert f"mean {sum(inside) / len(inside):.1f} HU".replace("-", "−") in text
    assert f"{len(inside)} px" in text


def test_measuring_needs_no_mouse(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()

    film.press("d", "Enter")
    (laid,) = labels(film.page)
    film.press("Shift+ArrowRight", "Shift+ArrowRight")
    (moved,) = labels(film.page)
    film.press("Delete")

    assert float(moved.split()[0]) - float(laid.split()[0]) == pytest.approx(2.0, abs=0.11)
    assert labels(film.page) == []


def test_the_active_slice_is_drawn_as_a_line_over_images_it_cuts(open_film: Open) -> None:
    film = open_film("hung=int16,sagittal")
    film.settle()

    first = film.page.locator(".marks .reference .mark").get_attribute("d")
    film.press("ArrowDown")
    film.wait_for_slice(9)
    film.settle()
    second = film.page.locator(".marks .reference .mark").get_attribute("d")
    film.press("x")

    assert first is not None
    assert second is not None
    assert first != second
    assert lines(film.page) == 0


def test_images_of_one_plane_show_no_line_of_each_other(open_film: Open) -> None:
    film = open_film("hung=int16,uint16")
    film.settle()

    assert lines(film.page) == 0
