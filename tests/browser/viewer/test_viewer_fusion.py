"""A PET over the images it was taken with: each place has its colour, and its value in SUV."""

from collections.abc import Callable

from tests.browser.viewer.conftest import Film

Open = Callable[[str], Film]
# Red, green, blue and opaqueness over the middle of a half of the image, from 0 to 255.
COLOURS = """(half) => { const canvas = document.querySelector('.view.active > .fused');
  const { placement: to } = document.querySelector('.film').readingroomViewer.shown();
  const at = [(16 + 32 * half) * to.scaleX + to.offsetX, 32 * to.scaleY + to.offsetY];
  return [...canvas.getContext('2d').getImageData(at[0], at[1], 1, 1).data]; }"""


def test_a_pet_lies_over_the_images_it_was_taken_with(open_film: Open) -> None:
    film = open_film("hung=int16&all=int16,pet")
    film.settle()
    page = film.page

    film.press("*")
    page.get_by_role("slider", name="Opacity of the PET").press("End")
    page.get_by_role("group", name="PET over these images").get_by_text("100 %").wait_for()
    page.wait_for_function(f"() => ({COLOURS})(1)[3] === 255")
    bar = page.locator(".fuse-bar")
    legend = bar.locator(".fuse-legend").inner_text().split()

    # Half of it takes up nothing; the other seven times the mean, where the usual window ends.
    assert page.evaluate(COLOURS, 1)[:3] == [255, 254, 252]
    assert page.evaluate(COLOURS, 0)[3] == 0
    assert legend == ["PET,", "hot", "iron", "0.0", "7.0", "SUV"]
    box = page.locator(".view.active").bounding_box()
    assert box
    side = min(box["width"], box["height"])
    page.mouse.move(box["x"] + box["width"] / 2 + side / 4, box["y"] + box["height"] / 2)
    page.wait_for_function(
        "() => document.querySelector('.view.active .probe').innerText.includes('PET 7.0 SUV')"
    )

    film.press("<")
    bar.get_by_text("90 %").wait_for()
    bar.get_by_role("combobox").select_option(label="SUV 0-5")
    bar.get_by_text("5.0 SUV").wait_for()
    film.press("#")
    page.wait_for_selector(".mpr-coronal > .fused:not([hidden])")
    page.get_by_role("button", name="Take it away").click()
    page.wait_for_selector(".fused", state="detached")


# The middle of the magnifier's lens.
LENS = """() => { const lens = document.querySelector('.view.active > .lens');
  if (!lens || lens.hidden) return null;
  const at = lens.width / 2;
  return [...lens.getContext('2d').getImageData(at, at, 1, 1).data]; }"""


def test_the_magnifier_shows_the_pet_that_lies_over_the_image(open_film: Open) -> None:
    film = open_film("hung=int16&all=int16,pet")
    film.settle()
    page = film.page
    film.press("*")
    page.get_by_role("slider", name="Opacity of the PET").press("End")
    page.wait_for_function(f"() => ({COLOURS})(1)[3] === 255")
    box = page.locator(".view.active").bounding_box()
    assert box
    quarter = min(box["width"], box["height"]) / 4

    film.press("q")
    page.mouse.move(box["x"] + box["width"] / 2 + quarter, box["y"] + box["height"] / 2)
    page.wait_for_function(f"() => ({LENS})() !== null")

    assert page.evaluate(LENS) == [255, 254, 252, 255]
    # Where nothing is taken up the image itself is seen, which has no colour.
    page.mouse.move(box["x"] + box["width"] / 2 - quarter, box["y"] + box["height"] / 2)
    page.wait_for_function(f"() => {{ const [r, g, b] = ({LENS})(); return r === g && g === b; }}")


def test_images_without_a_pet_of_their_place_say_so(open_film: Open) -> None:
    film = open_film("hung=int16&all=int16,pet")
    film.settle()
    film.state.series["pet"].facts["frame_of_reference"] = "1.2.8"  # type: ignore[index]  # a dict

    film.press("*")

    film.page.get_by_text("No PET of this case counts its places").wait_for()
    film.page.get_by_role("button", name="Back to the stack").click()
    film.page.wait_for_selector(".mpr-note", state="detached")
