"""What a reader does with the film: scroll, choose windows, follow links, wait, lose a grant."""

import gzip
import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.browser.conftest import chromium_arguments
from tests.browser.viewer.conftest import SETTLED, VIEWER, Film
from tests.browser.viewer.server import BUILT, manifest

pytestmark = pytest.mark.browser

Open = Callable[[str], Film]


def test_the_wheel_goes_one_slice_a_notch_and_the_readout_follows(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()

    film.page.locator(".view.active").hover()
    film.page.mouse.wheel(0, 100)

    film.wait_for_slice(9)
    assert "9 / 15" in film.text(".read.br")


def test_keys_reach_every_part_of_the_stack(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()

    reached = []
    for key in ("ArrowDown", "ArrowUp", "PageDown", "Home", "End"):
        film.press(key)
        reached.append(film.frame())

    assert reached == [9, 8, 15, 1, 15]


def test_keys_typed_into_a_field_leave_the_film_alone(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()

    film.page.locator("#typing").press_sequentially("i1")

    assert film.page.locator("#typing").input_value() == "i1"
    assert film.page.evaluate(f"() => {VIEWER}.shown().window") == {"center": 40, "width": 400}


def test_number_keys_choose_presets_and_zero_brings_the_own_window_back(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()

    film.press("1")
    lung = film.look()
    film.press("0")
    own = film.look()

    assert lung["window"] == {"center": -600, "width": 1500}
    assert own["window"] == {"center": 40, "width": 400}
    assert lung["pixels"].mean() > own["pixels"].mean()


def test_a_link_in_the_text_hangs_its_series_and_goes_to_its_slice(open_film: Open) -> None:
    film = open_film("hung=int16&all=int16,uint16")
    film.settle()

    film.page.locator("#link").click()

    film.wait_for_slice(11)
    assert film.look()["series"] == "uint16"
    assert "uint16" in film.text(".read.tl")


def test_a_link_to_what_is_not_in_the_film_stays_a_link(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()

    film.page.locator("#stranger").click()

    assert film.page.url.endswith("#elsewhere")


def test_on_a_phone_a_followed_link_leaves_a_way_back(open_film: Open, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    film = open_film("hung=int16,uint16")
    film.settle()

    film.page.locator("#link").click()
    film.wait_for_slice(11)
    film.page.get_by_role("button", name="Back to the text").click()

    assert film.page.evaluate("() => document.activeElement.id") == "link"
    assert film.page.locator(".view:visible").count() == 1
    assert film.page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_the_strip_hangs_a_series_in_the_active_viewport(open_film: Open) -> None:
    film = open_film("hung=int16,uint8&all=int16,uint8,uint16")
    film.settle()

    film.page.locator('.strip [data-series-id="uint16"]').click()
    film.settle()

    hung = film.page.evaluate(f"() => {VIEWER}.all().map((one) => one.seriesId)")
    assert hung == ["uint16", "uint8"]


def test_annotations_belong_to_their_slice_and_can_be_put_away(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()
    label = film.page.locator(".view .marks text", has_text="C5")

    label.wait_for(state="attached")
    film.press("a")
    label.wait_for(state="detached")
    film.press("a")
    label.wait_for(state="attached")
    film.press("ArrowDown")
    film.wait_for_slice(9)

    assert label.count() == 0


def test_every_image_says_that_it_is_simulated(open_film: Open) -> None:
    film = open_film("hung=int16,uint16")

    film.settle()

    assert film.page.locator(".view", has_text="Simulated image").count() == 2


def test_the_number_on_screen_is_that_of_the_picture_while_another_is_on_its_way(
    open_film: Open,
) -> None:
    film = open_film("hung=slow")
    film.settle()

    film.press("ArrowDown")
    film.page.get_by_text("Loading 9").wait_for()
    waiting = film.text(".read.br")
    film.state.gate.set()
    film.wait_for_slice(9)

    assert "8 / 15" in waiting
    assert "Loading" not in film.text(".read.br")


COUNT_DRAWINGS = """(() => { const { prototype } = CanvasRenderingContext2D;
  const { drawImage } = prototype; window.drawings = 0;
  prototype.drawImage = function (...given) { window.drawings += 1; drawImage.apply(this, given); };
})();"""


def test_slices_that_arrive_out_of_sight_are_marked_and_draw_nothing(
    open_film: Open, page: Page
) -> None:
    page.add_init_script(COUNT_DRAWINGS)
    film = open_film("hung=slow")
    film.look()
    drawn = film.page.evaluate("() => window.drawings")

    film.state.gate.set()

    film.page.wait_for_selector('.where[data-loaded="all"]', state="attached")
    assert drawn > 0
    assert film.page.evaluate("() => window.drawings") == drawn


def test_a_slice_that_does_not_arrive_says_so_and_can_be_tried_again(open_film: Open) -> None:
    film = open_film("hung=broken")
    film.settle()

    film.press("ArrowDown")
    film.page.get_by_text("This image did not arrive.").wait_for()
    film.state.broken = False
    film.page.get_by_role("button", name="Try again").click()

    film.wait_for_slice(9)
    assert film.page.get_by_role("button", name="Try again").count() == 0


def test_an_ended_grant_is_renewed_without_the_reader_noticing(open_film: Open) -> None:
    film = open_film("hung=guarded")

    film.settle()

    assert film.state.granted
    assert set(film.state.csrf) == {"known"}


def test_a_reader_whose_grant_is_refused_is_told_to_open_the_page_again(open_film: Open) -> None:
    film = open_film("hung=int16&all=int16,guarded")
    film.state.grants_refused = True

    film.page.locator('.strip [data-series-id="guarded"]').click()

    film.page.get_by_role("button", name="Open the page again").wait_for()


def test_a_screen_reader_hears_the_slice_at_rest(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()

    film.press("ArrowDown")

    spoken = film.page.locator(
        ".film > [role=status]", has_text="int16, simulated image, slice 9 of 15"
    )
    spoken.wait_for(state="attached")


def test_the_toolbar_is_one_stop_and_arrows_go_along_it(open_film: Open) -> None:
    film = open_film("hung=int16")
    film.settle()

    film.page.locator('[data-tool="scroll"]').focus()
    film.page.keyboard.press("ArrowRight")

    assert film.page.evaluate("() => document.activeElement.dataset.tool") == "window"
    assert film.page.locator('.tools .tool[tabindex="0"]').count() == 1


@pytest.fixture
def bare_page(playwright: Playwright, browser: Browser) -> Iterator[Page]:
    """A page of a Chromium that has no WebGL at all."""
    bare = playwright.chromium.launch(**chromium_arguments("--disable-3d-apis"))
    page = bare.new_page()
    page.set_default_timeout(90_000)
    yield page
    bare.close()


def test_the_sheet_of_keys_opens_at_its_beginning_with_the_way_out_in_sight(
    open_film: Open, page: Page
) -> None:
    page.set_viewport_size({"width": 1024, "height": 500})
    film = open_film("hung=int16")

    film.press("?")

    page.wait_for_selector("dialog[open]")
    assert page.evaluate("() => document.querySelector('dialog[open]').scrollTop") == 0
    assert page.evaluate(
        """() => { const { bottom } = document.activeElement.getBoundingClientRect();
        return document.activeElement.textContent === 'Close' && bottom < innerHeight; }"""
    )


def test_without_webgl_the_stack_is_still_read(bare_page: Page, address: str) -> None:
    bare_page.goto(f"{address}?hung=int16")
    bare_page.wait_for_selector('[data-island-state="ready"]')
    bare_page.wait_for_function(SETTLED, polling=100)

    bare_page.locator(".view.active").focus()
    bare_page.keyboard.press("ArrowDown")

    bare_page.wait_for_function(f"() => {VIEWER}.shown().frame === 9", polling=100)
    assert bare_page.evaluate(f"() => {VIEWER}.renderer()") == "cpu"
    bare_page.keyboard.press("#")  # three planes too
    bare_page.wait_for_selector(".mpr-hang .view.active")
    bare_page.wait_for_function(SETTLED, polling=100)
    greys = bare_page.evaluate(
        """() => { const canvas = document.querySelector('.mpr-coronal canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return new Set(data.filter((_, at) => at % 4 === 0)).size; }"""
    )
    assert greys > 100


def test_shaders_reckoned_on_the_processor_are_left_for_the_plain_canvas(
    page: Page, address: str
) -> None:
    page.goto(f"{address}?hung=int16")
    page.wait_for_selector('[data-island-state="ready"]')
    page.wait_for_function(SETTLED, polling=100)

    assert page.evaluate("() => Boolean(document.createElement('canvas').getContext('webgl2'))")
    assert page.evaluate(f"() => {VIEWER}.renderer()") == "cpu"


def test_scripts_before_the_first_image_weigh_no_more_than_they_may() -> None:
    assets = BUILT / "assets"
    main = BUILT / manifest()["src/main.ts"]["file"]
    island = BUILT / manifest()["src/islands/stack-viewer/index.ts"]["file"]
    decoder = [path for path in assets.glob("openjph*") if path.suffix != ".gz"]  # packed twins
    first = [main, island, *assets.glob("decode.worker-*.js"), *decoder]
    weights = {path: len(gzip.compress(path.read_bytes())) for path in first}

    assert weights[main] <= 10_000
    assert sum(weights.values()) <= 250_000, json.dumps({p.name: w for p, w in weights.items()})
