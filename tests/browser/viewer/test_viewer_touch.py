"""Fingers on a phone, as the browser itself sends them."""

from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import CDPSession

from tests.browser.viewer.conftest import VIEWER, Film

Open = Callable[[str], Film]
Point = tuple[float, float]


class Fingers:
    """What touches the screen, one entry a finger; in pixels from the middle of the image."""

    def __init__(self, film: Film) -> None:
        self._session: CDPSession = film.page.context.new_cdp_session(film.page)
        touch = {"enabled": True, "maxTouchPoints": 2}
        self._session.send("Emulation.setTouchEmulationEnabled", touch)
        box = film.page.locator(".view.active").bounding_box()
        assert box
        self._middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def down(self, *fingers: Point) -> None:
        self._send("touchStart", fingers)

    def move(self, *ways: Sequence[Point]) -> None:
        """Each finger along its way, all at once."""
        for fingers in zip(*ways, strict=True):
            self._send("touchMove", fingers)

    def up(self) -> None:
        self._send("touchEnd", ())

    def _send(self, kind: str, fingers: Sequence[Point]) -> None:
        x, y = self._middle
        points = [{"x": x + dx, "y": y + dy, "id": n} for n, (dx, dy) in enumerate(fingers)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


LOOK = f"""() => {{ const {{ frame, window: range, placement }} = {VIEWER}.shown();
  return {{ frame, range, placement }}; }}"""


def shown(film: Film) -> dict[str, Any]:
    film.settle()
    told: dict[str, Any] = film.page.evaluate(LOOK)
    return told


def on_a_phone(open_film: Open) -> tuple[Film, Fingers]:
    film = open_film("hung=int16&all=int16,uint16")
    film.page.set_viewport_size({"width": 390, "height": 844})
    film.settle()
    return film, Fingers(film)


def test_one_finger_scrolls_and_swipes_and_one_that_rests_sets_the_window(open_film: Open) -> None:
    film, fingers = on_a_phone(open_film)
    before = shown(film)

    fingers.down((0, -60))
    fingers.move([(0, -40), (0, 0), (0, 60)])
    fingers.up()
    scrolled = shown(film)
    fingers.down((0, 0))
    film.page.wait_for_selector(".view.held")
    fingers.move([(20, 0), (60, 40)])
    fingers.up()
    film.page.wait_for_selector(".view.held", state="detached")
    windowed = shown(film)
    fingers.down((100, 0))
    fingers.move([(60, 0), (0, 0), (-60, 0)])
    fingers.up()
    film.page.wait_for_function(f"() => {VIEWER}.shown().seriesId === 'uint16'", polling=100)

    assert scrolled["frame"] > before["frame"]
    assert scrolled == {**before, "frame": scrolled["frame"]}
    assert windowed["frame"] == scrolled["frame"]
    assert windowed["range"]["width"] > before["range"]["width"]
    assert windowed["range"]["center"] > before["range"]["center"]


def test_two_fingers_zoom_and_pan_at_once(open_film: Open) -> None:
    film, fingers = on_a_phone(open_film)
    before = shown(film)

    fingers.down((-30, 0), (30, 0))
    fingers.move([(-45, 0), (-60, 0)], [(45, 0), (60, 0)])
    fingers.up()
    zoomed = shown(film)
    fingers.down((-60, 0), (60, 0))
    fingers.move([(-60, 20), (-60, 40)], [(60, 20), (60, 40)])
    fingers.up()
    panned = shown(film)

    assert zoomed["frame"] == before["frame"]
    assert 1.8 < zoomed["placement"]["scaleX"] / before["placement"]["scaleX"] < 2.2
    assert panned["placement"]["scaleX"] == zoomed["placement"]["scaleX"]
    assert 35 < panned["placement"]["offsetY"] - zoomed["placement"]["offsetY"] < 45


def test_a_pen_scrolls_and_measures_as_a_mouse_does(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()
    page, before = film.page, film.frame()
    session = page.context.new_cdp_session(page)
    box = page.locator(".view.active").bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def stroke(dx: float, dy: float) -> None:
        for kind, share, held in [
            ("mousePressed", 0, 1), ("mouseMoved", 0.5, 1), ("mouseMoved", 1, 1),
            ("mouseReleased", 1, 0),
        ]:  # fmt: skip
            session.send("Input.dispatchMouseEvent", {
                "type": kind, "x": middle[0] + share * dx, "y": middle[1] + share * dy,
                "button": "left", "buttons": held, "clickCount": 1, "pointerType": "pen",
            })  # fmt: skip

    page.evaluate(
        "() => { window.pens = []; document.querySelector('.hang').addEventListener("
        "'pointerdown', (event) => { window.pens.push(event.pointerType); }); }"
    )
    stroke(0, 150)
    scrolled = film.frame()
    film.press("d")
    stroke(100, 0)
    page.wait_for_selector(".view.active .measure")

    assert page.evaluate("() => window.pens") == ["pen", "pen"]
    assert scrolled > before
    assert film.frame() == scrolled
