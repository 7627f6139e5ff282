"""What the viewer holds equals what was sent; what it paints equals the standard's formula."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.pixels import iter_pixels

from readingroom.imaging.datasets import seal_clean
from readingroom.imaging.description import describe_series
from tests.browser.viewer.conftest import VIEWER, Film
from tests.browser.viewer.server import State
from tests.browser.viewer.stacks import HTJ2K, Series

pytestmark = pytest.mark.browser

STORED = {
    "int16": "Int16Array",
    "uint16": "Uint16Array",
    "uint8": "Uint8Array",
    "twelve": "Uint16Array",
    "float": "Float32Array",
    "int32": "Int32Array",
    "rgb": "Uint8Array",
    "jpegls": "Uint16Array",
    "jpegls-signed": "Int16Array",
    "j2k": "Int16Array",
}
GREY = (
    "int16",
    "uint16",
    "uint8",
    "float",
    "int32",
    "rescaled",
    "mono1",
    "exact",
    "sigmoid",
    "padded",
    "voilut",
    "modlut",
)

Open = Callable[..., Film]
BOTH = pytest.mark.parametrize("card", [True, False], ids=["webgl", "plain"])


@pytest.mark.parametrize("name", STORED)
def test_the_stored_values_are_exactly_those_of_the_object(open_film: Open, name: str) -> None:
    film = open_film(f"hung={name}")

    shown = film.look()

    sent = film.state.series[name].frames[shown["frame"] - 1]
    assert shown["type"] == STORED[name]
    np.testing.assert_array_equal(shown["values"], sent.ravel())


@BOTH
@pytest.mark.parametrize("name", GREY)
def test_the_canvas_is_within_one_grey_level_of_the_reference_window(
    open_film: Open, name: str, card: bool
) -> None:
    film = open_film(f"hung={name}", card=card)
    film.press("h")  # each pixel of the image as it is, without smoothing

    painted, expected = compare(film.look(), film.state.series[name], grey_levels)

    assert expected.max() > expected.min() + 100, "the reference itself must have something to tell"
    assert np.abs(painted.astype(int) - expected.astype(int)).max() <= 1


@BOTH
@pytest.mark.parametrize("name", ["rgb", "palette"])
def test_colours_are_painted_as_they_are(open_film: Open, name: str, card: bool) -> None:
    film = open_film(f"hung={name}", card=card)
    film.press("h")

    painted, expected = compare(film.look(), film.state.series[name], colours)

    np.testing.assert_array_equal(painted, expected)


@pytest.mark.shared
def test_a_colour_doppler_clip_is_shown_as_it_was_taken(
    open_film: Open, state: State, shared: Path
) -> None:
    place = shared / "data/real/us_color_doppler_multiframe/us_color_30f_jpegls.dcm"
    clip = pydicom.dcmread(place)
    frames = np.stack(list(iter_pixels(clip, indices=[0, 14, 29])))
    clip.NumberOfFrames, clip.PhotometricInterpretation = 3, "RGB"
    header = seal_clean(clip, HTJ2K)
    (told,) = describe_series([header], {str(clip.SOPInstanceUID): HTJ2K}).stacks
    facts = {k: told[k] for k in ("frame_time_ms", "presets", "unit", "spacing_kind", "plane")}
    state.series["doppler"] = Series(
        "doppler", frames, facts={**facts, "bits_stored": 8}, window=None, props={"modality": "US"}
    )
    film = open_film("hung=doppler")
    film.press("h")

    shown = film.look()
    painted, expected = compare(shown, state.series["doppler"], lambda _series, stored: stored)

    np.testing.assert_array_equal(painted, expected)
    assert len({tuple(colour) for colour in expected.reshape(-1, 3)}) > 1000
    assert shown["window"] is None
    assert film.text(".bl") == ""
    film.press("Space")
    film.wait_for_slice(3)  # it plays, of itself
    film.wait_for_slice(1)
    film.press("Space")


@BOTH
def test_each_frame_has_a_rescale_and_a_window_of_its_own(open_film: Open, card: bool) -> None:
    film = open_film("hung=per-frame", card=card)
    film.press("h", "Home")
    film.wait_for_slice(1)
    first = film.look()
    film.press("End")
    film.wait_for_slice(15)
    last = film.look()

    for shown in (first, last):
        painted, expected = compare(shown, film.state.series["per-frame"], own_levels(shown))
        assert expected.max() > expected.min() + 100
        assert np.abs(painted.astype(int) - expected.astype(int)).max() <= 1
    assert (first["window"]["center"], last["window"]["center"]) == (300, 4500)


@BOTH
def test_outside_the_image_is_true_black(open_film: Open, card: bool) -> None:
    film = open_film("hung=int16", card=card)
    film.press("i")  # even where the image is inverted

    shown = film.look()

    placed = shown["placement"]
    assert placed["offsetX"] > 10
    edge = shown["pixels"][:, : int(placed["offsetX"]) - 1, :3]
    assert edge.max() == 0


def test_a_jpeg_is_shown_as_every_decoder_shows_it(open_film: Open) -> None:
    film = open_film("hung=jpeg")

    shown = film.look()

    sent = film.state.series["jpeg"].frames[shown["frame"] - 1].astype(int)
    values = shown["values"].reshape(sent.shape)
    assert np.abs(values - sent).mean() < 4  # lossy: near, and not equal


@BOTH
def test_smoothing_stays_between_the_neighbours_it_mixes(open_film: Open, card: bool) -> None:
    film = open_film("hung=uint8", card=card)
    assert film.page.evaluate(f"() => {VIEWER}.renderer()") == ("webgl" if card else "cpu")

    smooth = film.look()["pixels"][..., 0].astype(int)
    film.press("h")
    sharp = film.look()["pixels"][..., 0].astype(int)

    assert (smooth != sharp).mean() > 0.1
    assert smooth.max() <= sharp.max()


def test_pixels_that_are_not_square_keep_their_shape(open_film: Open) -> None:
    film = open_film("hung=wide-pixels")

    placed = film.look()["placement"]

    assert placed["scaleY"] == pytest.approx(2 * placed["scaleX"])


def compare(
    shown: dict[str, Any], series: Series, paint: Callable[[Series, np.ndarray], np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """What is on the canvas and what should be, at the pixels that lie inside the image."""
    reference = paint(series, series.frames[shown["frame"] - 1])
    placed = shown["placement"]
    x = (np.arange(shown["width"]) + 0.5 - placed["offsetX"]) / placed["scaleX"]
    y = (np.arange(shown["height"]) + 0.5 - placed["offsetY"]) / placed["scaleY"]
    # A pixel on the border of two may fall to either, by rounding: leave those out.
    inside_x = (x > 0) & (x < shown["columns"]) & (np.abs(x - np.round(x)) > 1e-3)
    inside_y = (y > 0) & (y < shown["rows"]) & (np.abs(y - np.round(y)) > 1e-3)
    rows, columns = y[inside_y].astype(int), x[inside_x].astype(int)
    painted = shown["pixels"][np.ix_(inside_y, inside_x)][..., :3]
    assert painted.shape[0] > 100
    assert (shown["pixels"][..., 3] == 255).all()
    return painted, reference[np.ix_(rows, columns)]


def grey_levels(series: Series, stored: np.ndarray) -> np.ndarray:
    """PS3.3 C.11.1, C.11.2.1: modality, then window, in double precision."""
    facts = series.stacks()["stacks"][0]
    value = stored.astype(np.float64) * series.slope + series.intercept
    if series.name == "modlut":
        value = value * 200
    share = windowed(value, facts["voi_function"], series.window or (0.0, 1.0))
    if series.name == "voilut":
        share = (stored.astype(int) ** 2 // 255) / 255
    if facts["photometric"] == "MONOCHROME1":
        share = 1 - share
    grey = np.round(255 * share)
    if facts["padding"]:
        low, high = facts["padding"]
        grey[(stored >= low) & (stored <= high)] = 0
    return np.repeat(grey[..., None], 3, axis=-1)


def own_levels(shown: dict[str, Any]) -> Callable[[Series, np.ndarray], np.ndarray]:
    def paint(series: Series, stored: np.ndarray) -> np.ndarray:
        frame = series.stacks()["stacks"][0]["frames"][shown["frame"] - 1]
        value = stored.astype(np.float64) * frame["slope"] + frame["intercept"]
        share = windowed(value, "LINEAR", tuple(frame["window"]))
        return np.repeat(np.round(255 * share)[..., None], 3, axis=-1)

    return paint


def windowed(value: np.ndarray, function: str, window: tuple[float, float]) -> np.ndarray:
    center, width = window
    if function == "SIGMOID":
        return 1 / (1 + np.exp(-4 * (value - center) / width))
    if function == "LINEAR_EXACT":
        return np.clip((value - center) / width + 0.5, 0, 1)
    return np.clip((value - (center - 0.5)) / (width - 1) + 0.5, 0, 1)


def colours(series: Series, stored: np.ndarray) -> np.ndarray:
    if series.name == "rgb":
        return stored
    return np.stack([stored, 255 - stored, stored // 2], axis=-1)
