"""Every real series, from its file to a reader's screen: the same values, and the right greys."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.browser.equality.conftest import Film, Seen, Stock
from tests.browser.equality.reference import Array, Original, read_original
from tests.browser.equality.stock import linked_slices

# Every real file is read and looked through for writing, on a machine busy with other tests.
pytestmark = [pytest.mark.browser, pytest.mark.shared, pytest.mark.slow, pytest.mark.timeout(1200)]

# Single images from tests of codecs, without a UID of their study and series: of no series at all.
OF_NO_SERIES = {
    "HTJ2KLossless_08_RGB.dcm", "HTJ2K_08_RGB.dcm", "JLSL_08_07_0_1F.dcm", "JLSL_16_15_1_1F.dcm",
    "JLSL_RGB_ILV0.dcm", "JLSL_RGB_ILV1.dcm", "JLSL_RGB_ILV2.dcm", "JLSN_RGB_ILV0.dcm",
}  # fmt: skip
# Encodings that pydicom has no decoder for, and the same object in one that it has.
DECODED_INSTEAD = {"liver_deflate.dcm": "liver.dcm", "liver_rle.dcm": "liver.dcm"}
# How far decoders of a lossy codec may be apart, in stored values: on average, and anywhere.
TOLERANCE = {
    "JPEG": (4.0, 255),
    "JPEG 2000": (0.5, 2),
    "HTJ2K": (0.5, 2),
    "JPEG-LS near lossless": (0, 0),
}
LEAST_STACKS = 60
LEAST_CONTRAST = 100  # grey levels


@dataclass
class Compared:
    """One frame, in the viewer and in the file it came from."""

    stack: dict[str, Any]
    slice_number: int
    original: Original
    frame: int
    seen: Seen

    @cached_property
    def values(self) -> Array:
        return self.original.values(self.frame)

    @property
    def name(self) -> str:
        stack = self.stack
        form = f"{stack['columns']}×{stack['rows']}×{stack['samples']} {stack['dtype']}"
        place = f"{self.slice_number}/{len(stack['frames'])}"
        return (
            f"{self.original.path.name:36.36} {stack['modality']:4} {form:22} "
            f"{stack['photometric']:13} slice {place:7} {self.original.loss or 'lossless'}"
        )


@pytest.fixture(scope="module")
def compared(stock: Stock, film: Film) -> list[Compared]:
    found = list(look_at_all(stock, film))
    print(f"\nCompared in Chromium, {len(found)} frames of {len(stock.stacks)} stacks:")  # noqa: T201  # what a reader of the report wants
    print("\n".join(one.name for one in found))  # noqa: T201
    return found


def look_at_all(stock: Stock, film: Film) -> Iterator[Compared]:
    for stack in stock.stacks:
        for number in linked_slices(stack):
            frame = stack["frames"][number - 1]
            path = stock.sources[frame["sop"]]
            original = read_original(path.with_name(DECODED_INSTEAD.get(path.name, path.name)))
            assert original is not None
            seen = film.show(stack["id"], number)
            yield Compared(stack, number, original, frame["frame"], seen)


def test_every_file_with_pixels_of_a_series_is_in_the_library(shared: Path, stock: Stock) -> None:
    folder = shared / "data" / "real"
    files = [path for path in folder.rglob("*") if path.is_file()]

    missing = {path.name for path in files if path not in stock.filed and read_original(path)}

    assert missing == OF_NO_SERIES
    assert len(stock.stacks) > LEAST_STACKS


def test_every_filed_frame_is_in_one_stack(stock: Stock) -> None:
    listed = [(f["sop"], f["frame"]) for stack in stock.stacks for f in stack["frames"]]
    pictured = {uid for uid, path in stock.sources.items() if read_original(path)}

    assert len(listed) == len(set(listed))
    assert {sop for sop, _ in listed} == pictured


def test_stored_values_of_lossless_sources_are_exactly_pydicoms(compared: list[Compared]) -> None:
    exact = [one for one in compared if not one.original.loss]

    different = [
        one.name for one in exact if not np.array_equal(one.seen.values, one.values.ravel())
    ]

    assert different == []
    assert len({one.stack["id"] for one in exact}) > LEAST_STACKS


def test_stored_values_of_lossy_sources_are_those_of_another_decoder(
    compared: list[Compared],
) -> None:
    lossy = [one for one in compared if one.original.loss]

    apart = {}
    for one in lossy:
        difference = np.abs(one.seen.values.astype(int) - one.values.ravel().astype(int))
        mean, most = TOLERANCE[one.original.loss]
        if difference.mean() > mean or difference.max() > most:
            apart[one.name] = (difference.mean(), difference.max())

    assert apart == {}
    assert lossy


def test_the_window_shown_is_the_one_the_file_asks_for(compared: list[Compared]) -> None:
    asked = [(one, one.original.window(one.frame)) for one in compared if one.seen.window]

    other = {
        one.name: (own, one.seen.window) for one, own in asked if own not in (None, one.seen.window)
    }

    assert other == {}


def test_the_canvas_is_within_one_grey_level_of_the_reference(compared: list[Compared]) -> None:
    wrong, telling = {}, 0
    for one in compared:
        painted, expected = at_the_same_places(one)
        apart = np.abs(painted.astype(int) - expected.astype(int))
        telling += int(np.ptp(expected) > LEAST_CONTRAST)
        if apart.max() > 1:
            wrong[one.name] = (int(apart.max()), float((apart > 1).mean()))

    assert wrong == {}
    assert telling > LEAST_STACKS, "most references must have something to tell"


def test_nothing_went_wrong_on_the_page(film: Film, compared: list[Compared]) -> None:
    assert compared
    assert film.complaints == []


def at_the_same_places(one: Compared) -> tuple[Array, Array]:
    """What is painted and what should be, for every pixel of the canvas that lies in the image."""
    seen, placed = one.seen, one.seen.placement
    height, width = seen.pixels.shape[:2]
    x = (np.arange(width) + 0.5 - placed["offsetX"]) / placed["scaleX"]
    y = (np.arange(height) + 0.5 - placed["offsetY"]) / placed["scaleY"]
    # A pixel on the border of two may fall to either, by rounding: leave those out.
    inside_x = (x > 0) & (x < seen.columns) & (np.abs(x - np.round(x)) > 1e-3)
    inside_y = (y > 0) & (y < seen.rows) & (np.abs(y - np.round(y)) > 1e-3)
    painted = seen.pixels[np.ix_(inside_y, inside_x)]
    assert min(painted.shape[:2]) > 50
    reference = expected_picture(one)
    return painted, reference[np.ix_(y[inside_y].astype(int), x[inside_x].astype(int))]


def expected_picture(one: Compared) -> Array:
    # Decoders of a lossy codec may differ a little; what is made of the values may not.
    values = one.seen.values.reshape(one.values.shape) if one.original.loss else one.values
    return one.original.picture(values, one.frame, one.seen.window, one.stack["voi_function"])
