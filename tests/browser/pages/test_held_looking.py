"""How closely an editor can look at held images, and how many keys a dozen of them take."""

import re
import time
from contextlib import closing
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages.test_held import Clinic, clinic, look, open_queue

__all__ = ["clinic"]
pytestmark = pytest.mark.browser

PATIENCE_MS, PATIENCE_S = 60_000, 60
DECIDED = (
    "SELECT count(*) FROM archive_quarantinedobject o JOIN archive_submission s "
    "ON s.id = o.submission_id WHERE s.key = ? AND o.decision <> ''"
)


@pytest.fixture(scope="module")
def twelve(clinic: Clinic, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The key of a submission of twelve held images of one series."""
    clinic.send(tmp_path_factory.mktemp("held") / "twelve", series=3, count=12)
    ((submission,),) = clinic.rows("SELECT key FROM archive_submission")
    return submission


def shades(page: Page) -> tuple[float, float]:
    """Mean and spread of the grey levels of the picture that is shown."""
    found = page.evaluate(
        """async () => {
          const image = document.querySelector(".hold-stage img");
          await image.decode();
          const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
          const grey = data.filter((_, at) => at % 4 === 0);
          const mean = grey.reduce((sum, each) => sum + each, 0) / grey.length;
          const spread = grey.reduce((sum, each) => sum + (each - mean) ** 2, 0) / grey.length;
          return [mean, Math.sqrt(spread)];
        }"""
    )
    return found[0], found[1]


def test_a_window_is_drawn_with_the_mouse_and_turned_by_keys(clinic: Clinic, twelve: str) -> None:
    with closing(clinic.context("editor")) as context:
        page = look(open_queue(context, clinic))
        said = page.locator("output.levels")
        picture = page.locator(".hold-stage img")
        before = shades(page)
        place = picture.bounding_box()
        opening = said.inner_text()
        assert place is not None

        page.mouse.move(place["x"] + 80, place["y"] + 80)
        page.mouse.down(button="right")
        page.mouse.move(place["x"] + 80, place["y"] + 200, steps=4)
        page.mouse.up(button="right")
        expect(said).not_to_have_text(opening)
        expect(picture).to_have_attribute("src", re.compile("window=[0-9]"))
        darker = shades(page)
        assert page.locator(".hold-box:not(.ghost)").count() == 0

        page.keyboard.press("0")
        expect(said).to_have_text(opening)
        for _ in range(4):
            page.keyboard.press("]")
        page.wait_for_function(
            "text => document.querySelector('.hold-stage img').src.includes(text)",
            arg=f"window={page.get_by_label('Window', exact=True).input_value()}",
        )
        steeper = shades(page)

        page.keyboard.press("g")
        page.mouse.move(place["x"] + 80, place["y"] + 80)
        page.mouse.down()
        page.mouse.move(place["x"] + 120, place["y"] + 90, steps=2)
        page.mouse.up()
        assert page.locator(".hold-box:not(.ghost)").count() == 0
        page.keyboard.press("g")

    assert darker[0] < before[0] - 10
    assert steeper[1] > before[1] + 5


def test_small_writing_is_looked_at_closely_where_one_points(clinic: Clinic, twelve: str) -> None:
    with closing(clinic.context("editor")) as context:
        page = look(open_queue(context, clinic))
        picture = page.locator(".hold-stage img")
        before = picture.bounding_box()
        assert before is not None
        x, y = before["x"] + before["width"] * 0.75, before["y"] + before["height"] * 0.25

        page.mouse.move(x, y)
        page.keyboard.down("Control")
        for _ in range(5):
            page.mouse.wheel(0, -100)
        page.keyboard.up("Control")
        page.wait_for_function(
            "least => document.querySelector('.hold-stage').clientWidth > least",
            arg=2.5 * before["width"],
        )
        after = picture.bounding_box()
        assert after is not None

        page.keyboard.press("-")
        page.keyboard.press("-")
        page.keyboard.press("-")
        expect(page.get_by_role("button", name="Smaller")).to_be_disabled()

    assert abs((x - after["x"]) / after["width"] - 0.75) < 0.01
    assert abs((y - after["y"]) / after["height"] - 0.25) < 0.01


def test_twelve_held_images_take_a_key_each_and_the_rest_of_a_series_two(
    clinic: Clinic, twelve: str
) -> None:
    ((first,),) = clinic.rows("SELECT key FROM archive_quarantinedobject WHERE ordinal = 1")
    with closing(clinic.context("editor")) as context:
        page = context.new_page()
        page.goto(f"{clinic.library.url}/held/{UUID(first)}/")
        page.wait_for_selector('[data-island-state="ready"]', timeout=PATIENCE_MS)
        page.evaluate(
            "() => { window.keys = 0; addEventListener('keydown', () => window.keys++, true); }"
        )
        heading = page.get_by_role("heading", level=1)

        for number in range(1, 7):
            expect(heading).to_have_text(f"File {number}", timeout=PATIENCE_MS)
            expect(page.locator(".hold-stage img")).to_be_visible(timeout=PATIENCE_MS)
            page.keyboard.press("r")
        expect(heading).to_have_text("File 7", timeout=PATIENCE_MS)
        expect(page.locator(".hold-stage img")).to_be_visible(timeout=PATIENCE_MS)
        page.keyboard.press("a")
        page.keyboard.press("r")
        expect(page.get_by_text("6 files released")).to_be_visible(timeout=PATIENCE_MS)

        assert page.evaluate("window.keys") == 6 + 2
        assert clinic.rows(DECIDED, twelve) == [(12,)]
        undo_everything(page, clinic, twelve)


def undo_everything(page: Page, clinic: Clinic, submission: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while clinic.rows(DECIDED, submission) != [(0,)]:
        assert time.monotonic() < deadline
        page.keyboard.press("z")
        page.wait_for_timeout(300)
