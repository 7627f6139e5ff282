"""Segmented colour tables."""

import struct
from typing import Any

import numpy as np
import pytest

from readingroom.imaging.pixels.look import display_parameters
from readingroom.imaging.pixels.segments import expand_segments
from readingroom.imaging.refusals import CannotDecode
from tests.factories import dicom


def words(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}H", *values)


def test_runs_and_slopes_become_one_table() -> None:
    segments = words(0, 3, 5, 6, 10, 1, 4, 50, 0, 1, 7)

    assert expand_segments(segments, entries=8).tolist() == [5, 6, 10, 20, 30, 40, 50, 7]


def test_a_slope_may_fall() -> None:
    assert expand_segments(words(0, 1, 9, 1, 3, 0), entries=4).tolist() == [9, 6, 3, 0]


@pytest.mark.parametrize(
    "segments",
    [
        words(),
        words(0, 2, 1),  # cut short
        words(1, 4, 50),  # begins with a slope
        words(0, 1, 1, 2, 1, 0, 0),  # refers to an earlier one
        words(0, 1, 1, 1, 65535, 3),  # far more than there are entries
        words(0, 0, 1, 1, 4, 9),  # a run of nothing
    ],
)
def test_what_makes_no_table_is_refused(segments: bytes) -> None:
    with pytest.raises(CannotDecode):
        expand_segments(segments, entries=4)


def paletted(**tables: Any) -> dicom.Dataset:
    colours = {}
    for colour, segments in tables.items():
        colours[f"{colour}PaletteColorLookupTableDescriptor"] = [4, 0, 16]
        colours[f"Segmented{colour}PaletteColorLookupTableData"] = segments
    return dicom.secondary_capture(
        SamplesPerPixel=1, PhotometricInterpretation="PALETTE COLOR", **colours
    )


def test_an_object_with_a_segmented_palette_is_shown_in_colour() -> None:
    ramp, flat = words(0, 1, 0, 1, 3, 65535), words(0, 4, 1, 2, 3, 4)

    look = display_parameters(paletted(Red=ramp, Green=flat, Blue=flat))

    assert look.palette is not None
    assert look.palette.red.data.tolist() == [0, 21845, 43690, 65535]
    assert look.palette.red.data.dtype == np.uint16


def test_an_object_with_a_broken_palette_is_shown_in_grey() -> None:
    flat = words(0, 4, 1, 2, 3, 4)

    look = display_parameters(paletted(Red=words(7, 7, 7), Green=flat, Blue=flat))

    assert (look.palette, look.photometric) == (None, "MONOCHROME2")
