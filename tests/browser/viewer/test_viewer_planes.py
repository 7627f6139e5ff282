"""Three planes of a volume: the values are those of the volume, and the planes meet in a point."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.browser.viewer.conftest import Film

Open = Callable[[str], Film]
APART_MM = 3.0  # the frames of the harness's stacks; their pixels are 1 mm


def press(film: Film, *keys: str) -> None:
    for key in keys:
        film.page.keyboard.press(key)


def test_a_coronal_slice_has_the_values_that_lie_between_the_frames(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()
    source = film.state.series["int16"]

    film.press("#")
    film.page.wait_for_selector(".mpr-hang .view.active")
    film.page.locator(".view.mpr-coronal").focus()
    press(film, "Home", "ArrowDown", "ArrowDown")
    film.page.wait_for_function(
        "() => document.querySelector('.mpr-coronal .br').innerText.includes('3 / 64')"
    )
    shown = film.look()

    heights = np.arange(shown["rows"])[::-1]  # mm above the lowest frame, from the top row down
    volume = source.frames[:, 2, :] * source.slope + source.intercept
    frames_mm = np.arange(len(volume)) * APART_MM
    expected = np.stack([np.interp(heights, frames_mm, column) for column in volume.T], axis=1)
    assert (shown["rows"], shown["columns"]) == ((len(volume) - 1) * APART_MM + 1, 64)
    np.testing.assert_allclose(shown["values"].reshape(expected.shape), expected, atol=0.01)
    coronal = film.page.locator(".view.mpr-coronal")
    assert coronal.locator(".side.t").inner_text() == "H"
    assert coronal.locator(".side.l").inner_text() == "R"

    press(film, "d", "Enter")  # a fifth of the viewport to either side of its middle
    text = coronal.locator(".measure text")
    laid_mm = 0.2 * shown["width"] / shown["placement"]["scaleX"]  # its pixels are 1 mm
    assert text.text_content() == f"{laid_mm:.1f} mm"
    press(film, "Shift+ArrowRight", "Shift+ArrowRight", "ArrowDown")
    text.wait_for(state="detached")
    press(film, "ArrowUp")
    text.wait_for()
    assert float((text.text_content() or "").split()[0]) == pytest.approx(laid_mm + 2, abs=0.11)


def test_a_click_lets_the_planes_meet_there_and_escape_brings_the_stack_back(
    open_film: Open,
) -> None:
    film = open_film("hung=int16")
    film.settle()
    film.press("#")
    axial = film.page.locator(".view.mpr-axial")
    box = axial.bounding_box()
    assert box

    side = min(box["width"], box["height"])
    left, top = box["x"] + (box["width"] - side) / 2, box["y"] + (box["height"] - side) / 2
    film.page.mouse.click(left + side * 10.5 / 64, top + side * 20.5 / 64)

    sliced = "(s) => document.querySelector(s[0]).innerText.includes(s[1])"
    film.page.wait_for_function(sliced, arg=[".mpr-sagittal .br", "11 / 64"])
    film.page.wait_for_function(sliced, arg=[".mpr-coronal .br", "21 / 64"])
    press(film, "End", "]")
    film.page.wait_for_function(sliced, arg=[".mpr-axial .br", "MIP 3 mm"])
    press(film, "Escape")
    film.page.wait_for_selector(".mpr-hang", state="detached")
    assert film.frame() == 1  # the last axial slice is the lowest, which this stack begins with


def test_what_is_no_volume_is_told_in_a_sentence(open_film: Open) -> None:
    film = open_film("hung=rgb")
    film.settle()

    film.press("#")

    film.page.get_by_text("Images in colour are not cut in other planes.").wait_for()
    film.page.get_by_role("button", name="Back to the stack").click()
    film.page.wait_for_selector(".mpr-note", state="detached")
