"""Viewports that are looked at together: one window for one kind, one zoom for one plane."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.browser.viewer.conftest import VIEWER, Film
from tests.browser.viewer.server import State
from tests.browser.viewer.stacks import Series, ramp

pytestmark = pytest.mark.browser

Open = Callable[..., Film]
CT: Mapping[str, Any] = {
    "unit": "HU", "presets": [{"label": "Lung", "center": -600, "width": 1500}],
}  # fmt: skip


@pytest.fixture
def hung(state: State, open_film: Open) -> Callable[[], Film]:
    """Two CTs of one place, pixels of 1 and of 2 mm, and an MR of it."""
    frames = ramp("int16", -1000, 1000)
    wide = {**CT, "pixel_spacing_mm": [2.0, 2.0]}
    for name, facts in (("fine", CT), ("wide", wide)):
        state.series[name] = Series(
            name, frames, facts=facts, window=(40.0, 400.0), props={"modality": "CT"}
        )
    state.series["mr"] = Series("mr", frames)

    def open_it() -> Film:
        film = open_film("hung=fine,wide,mr")
        film.settle()
        return film

    return open_it


def windows(film: Film) -> list[float]:
    film.settle()
    made: list[float] = film.page.evaluate(f"() => {VIEWER}.all().map((one) => one.window.width)")
    return made


def said(film: Film) -> list[str]:
    """What each viewport says that it does with others."""
    told = film.page.locator(".view .read.bl").all_inner_texts()
    return [next((line for line in text.splitlines() if "together" in line), "") for text in told]


def millimetres(film: Film) -> list[dict[str, float]]:
    """How large one is on each canvas, and which place of the patient is in the middle."""
    film.settle()
    made: list[dict[str, float]] = film.page.evaluate(
        f"""() => {VIEWER}.all().map(({{ placement, canvas, seriesId }}) => {{
          const mm = seriesId === "wide" ? 2 : 1;
          const along = (size, offset, scale) => ((size / 2 - offset) / scale - 0.5) * mm;
          return {{ size: placement.scaleX / mm,
            x: along(canvas.width, placement.offsetX, placement.scaleX),
            y: along(canvas.height, placement.offsetY, placement.scaleY) }}; }})"""
    )
    return made


def test_a_window_goes_to_the_same_kind_and_each_says_what_is_shared(
    hung: Callable[[], Film],
) -> None:
    film = hung()
    film.press("1")
    assert windows(film) == [1500, 400, 800]
    assert said(film) == ["", "", ""]

    film.press("&")

    assert windows(film) == [1500, 1500, 800]
    assert said(film) == ["Window and zoom together"] * 2 + ["Zoom together"]
    film.press("0")
    assert windows(film) == [400, 400, 800]


def test_a_zoom_shows_the_same_place_of_the_patient_as_large(hung: Callable[[], Film]) -> None:
    film = hung()
    film.press("&")
    before = millimetres(film)[2]["size"]
    box = film.page.locator(".view.active").bounding_box()
    assert box
    film.page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.4)

    film.page.keyboard.down("Control")
    film.page.mouse.wheel(0, -300)
    film.page.keyboard.up("Control")

    larger = f"(least) => {VIEWER}.all()[2].placement.scaleX > least"
    film.page.wait_for_function(larger, arg=2 * before, polling=100)
    first, *others = millimetres(film)
    for other in others:
        assert other == pytest.approx(first)


def test_it_is_remembered_and_ends_when_asked(hung: Callable[[], Film]) -> None:
    film = hung()
    film.press("&")

    film.page.reload()
    film.page.wait_for_selector('[data-island-state="ready"]')
    film.press("1")
    assert windows(film) == [1500, 1500, 800]
    film.press("&", "0")

    assert windows(film) == [400, 1500, 800]
    assert said(film) == ["", "", ""]
