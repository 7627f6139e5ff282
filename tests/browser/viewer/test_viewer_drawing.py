"""What the film tells the page around it, how an image is turned, and keys that are changed."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.browser.viewer.conftest import TWO_SCREENS, VIEWER, Film

pytestmark = pytest.mark.browser

Open = Callable[[str], Film]
HEARD = """() => { window.heard = [];
  for (const name of ["readingroom:view", "readingroom:annotation"])
    document.addEventListener(name, (event) => window.heard.push([name, event.detail])); }"""
TELL = """([name, detail]) => document.querySelector(".film")
  .dispatchEvent(new CustomEvent(name, { detail }))"""
TO_SCREEN = f"""([x, y]) => {{ const one = {VIEWER}.shown(); const at = one.placement;
  const t = at.turned; const box = one.canvas.getBoundingClientRect();
  const ratio = one.canvas.width / box.width;
  const [u, v] = [t.a * x + t.b * y + t.e, t.c * x + t.d * y + t.f];
  return [box.left + (at.offsetX + u * at.scaleX) / ratio,
          box.top + (at.offsetY + v * at.scaleY) / ratio]; }}"""


def heard(film: Film, name: str) -> list[dict[str, Any]]:
    film.page.evaluate(TWO_SCREENS)
    events: list[list[Any]] = film.page.evaluate("() => window.heard")
    return [detail for each, detail in events if each == f"readingroom:{name}"]


def tell(film: Film, name: str, detail: dict[str, Any]) -> None:
    film.page.evaluate(TELL, [f"readingroom:{name}", detail])


def drag(film: Film, start: tuple[float, float], end: tuple[float, float]) -> None:
    here, there = (film.page.evaluate(TO_SCREEN, list(place)) for place in (start, end))
    film.page.mouse.move(*here)
    film.page.mouse.down()
    film.page.mouse.move(*there, steps=3)
    film.page.mouse.up()


def test_the_page_hears_what_is_drawn_and_decides_what_stays(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()
    film.page.evaluate(HEARD)
    slice_now = film.frame()

    tell(film, "draw", {"shape": "arrow"})
    drag(film, (20, 20), (40, 30))
    tell(film, "draw", {"shape": "circle"})
    drag(film, (30, 30), (40, 30))
    arrow, circle = (event["annotation"] for event in heard(film, "annotation"))

    assert (arrow["shape"], arrow["slice"]) == ("arrow", slice_now)
    assert np.allclose([arrow["tip_px"], arrow["tail_px"]], [[20, 20], [40, 30]], atol=1)
    radii = [np.hypot(x - 30, y - 30) for x, y in circle["outline_px"]]
    assert circle["shape"] == "region"
    assert np.allclose(radii, 10, atol=1)
    before = film.page.locator(".view.active .marks .mark").count()
    tell(film, "annotations", {"series": "int16", "annotations": [{**arrow, "label": "here"}]})
    film.page.evaluate(TWO_SCREENS)
    assert film.page.locator(".view.active .marks .mark").count() < before
    assert film.page.locator(".view.active .marks text").all_text_contents() == ["here"]


def test_the_page_hears_which_slice_and_window_are_shown(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()
    film.page.evaluate(HEARD)

    tell(film, "go", {"series": "int16", "frame": 3})
    film.wait_for_slice(3)
    tell(film, "ask-view", {})

    last = heard(film, "view")[-1]
    assert (last["series"], last["frame"]) == ("int16", 3)
    assert last["window"] == film.page.evaluate(f"() => {VIEWER}.shown().window")


def test_a_turned_image_shows_the_same_pixels_turned(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()
    upright = film.look()

    film.press("h", "t")
    turned = film.look()
    film.press("y", "h")

    inner = crop(upright)
    assert np.abs(crop(turned).astype(int) - np.rot90(inner, -1)).mean() < 12
    assert film.look()["placement"]["turned"] == upright["placement"]["turned"]


def crop(shown: dict[str, Any], side: int = 24) -> np.ndarray[Any, Any]:
    """The image itself, in few pixels."""
    at, pixels = shown["placement"], shown["pixels"][..., 0]
    t = at["turned"]
    wide, high = (shown["columns"], shown["rows"])
    if abs(t["a"]) < 0.5:
        wide, high = high, wide
    left, top = at["offsetX"], at["offsetY"]
    xs = (left + (np.arange(side) + 0.5) * wide * at["scaleX"] / side).astype(int)
    ys = (top + (np.arange(side) + 0.5) * high * at["scaleY"] / side).astype(int)
    return pixels[np.ix_(ys, xs)].astype(int)


def test_a_key_is_changed_on_the_sheet_and_stays_so(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()
    film.page.mouse.click(2, 2)
    film.page.keyboard.press("?")
    film.page.locator(".film-sheet .key[aria-label^='Window:']").click()
    film.page.keyboard.press("9")
    refused = film.page.locator(".film-sheet .hint").inner_text()
    film.page.keyboard.press("x")
    film.page.locator(".film-sheet button", has_text="Close").click()

    film.press("x")

    assert "taken" in refused
    assert film.page.locator(".hang").get_attribute("data-tool") == "window"
    film.page.reload()
    film.page.wait_for_selector('[data-island-state="ready"]')
    film.press("s", "x")
    assert film.page.locator(".hang").get_attribute("data-tool") == "window"
