"""Laws of pixels and order."""

import random
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from readingroom.imaging.datasets import seal_clean
from readingroom.imaging.geometry.stacks import build_stacks
from readingroom.imaging.part10 import read_part10
from readingroom.imaging.pixels.decode import decode_frames
from readingroom.imaging.pixels.encode import encode_instance
from readingroom.imaging.pixels.look import DisplayParameters
from readingroom.imaging.pixels.mask import mask_pixels
from readingroom.imaging.pixels.text import TextBox
from readingroom.imaging.pixels.window import apply_window, to_display
from readingroom.kernel.errors import Rejected
from tests.factories import dicom

NATIVE = "1.2.840.10008.1.2.1"


@st.composite
def pictures(draw: st.DrawFn) -> tuple[npt.NDArray[Any], int]:
    """Values of any depth and sign, and the bits stored that hold them."""
    allocated = draw(st.sampled_from([8, 16, 32]))
    stored = draw(st.integers(1, allocated))
    is_signed = draw(st.booleans())
    low, high = (-(1 << stored - 1), (1 << stored - 1) - 1) if is_signed else (0, (1 << stored) - 1)
    shape = (draw(st.integers(1, 9)), draw(st.integers(1, 9)))
    if draw(st.booleans()) and not is_signed and stored == allocated < 32:
        shape = (*shape, 3)  # type: ignore[assignment]  # a colour picture
    dtype = np.dtype(f"{'i' if is_signed else 'u'}{allocated // 8}")
    return draw(arrays.arrays(dtype, shape, elements=st.integers(low, high))), stored


@settings(max_examples=150, deadline=None)
@given(picture=pictures(), filler=st.integers(0, 255))
def test_a_lossless_transcode_is_exact_at_every_depth_and_sign(
    picture: tuple[npt.NDArray[Any], int], filler: int
) -> None:
    values, stored = picture
    unused = np.array(filler << stored & (1 << values.itemsize * 8) - 1).astype(values.dtype)
    mask = np.array((1 << stored) - 1).astype(values.dtype)
    source = dicom.secondary_capture(
        values=values & mask | unused, BitsStored=stored, HighBit=stored - 1,
        PhotometricInterpretation="RGB" if values.ndim > 2 else "MONOCHROME2",
    )  # fmt: skip

    encoded = encode_instance(seal_clean(source, NATIVE))
    whole = encoded.header.dataset
    if encoded.transfer_syntax_uid == NATIVE:
        whole.PixelData = encoded.frames[0]
    else:
        whole = dicom.encapsulated(whole, encoded.transfer_syntax_uid, encoded.frames)
    (found,) = decode_frames(seal_clean(whole, encoded.transfer_syntax_uid))

    assert np.array_equal(found, values)


@given(
    center=st.floats(-2000, 3000),
    width=st.floats(1, 4000),
    function=st.sampled_from(["LINEAR", "LINEAR_EXACT", "SIGMOID"]),
    values=st.lists(st.floats(-1e5, 1e5), min_size=2, max_size=50),
)
def test_a_window_never_reverses_brightness(
    center: float, width: float, function: str, values: list[float]
) -> None:
    display = apply_window(np.sort(values), center=center, width=width, function=function)

    assert (np.diff(display.astype(int)) >= 0).all()


@given(
    values=arrays.arrays(np.int16, (3, 4)),
    slope=st.floats(-100, 100),
    window=st.none() | st.tuples(st.floats(-1e4, 1e4), st.floats(1, 1e4)),
)
def test_every_value_can_be_shown(
    values: npt.NDArray[Any], slope: float, window: tuple[float, float] | None
) -> None:
    display = to_display(values, DisplayParameters(slope=slope, window=window))

    assert display.dtype == np.uint8
    assert display.shape == values.shape


@settings(max_examples=30, deadline=None)
@given(
    places=st.lists(st.integers(-20, 20), min_size=1, max_size=12),
    echoes=st.integers(1, 2),
    seed=st.integers(),
)
def test_sorting_does_not_depend_on_the_order_given(
    places: list[int], echoes: int, seed: int
) -> None:
    slices = [
        dicom.ct_slice(number=number * 10 + echo, z=z, EchoTime=echo)
        for number, z in enumerate(places)
        for echo in range(echoes)
    ]
    other = slices[:]
    random.Random(seed).shuffle(other)  # noqa: S311  # not a secret

    def names(headers: list[Any]) -> list[list[str]]:
        return [[f.sop_instance_uid for f in s.frames] for s in build_stacks(headers)]

    assert names(slices) == names(other)
    assert sum(len(stack) for stack in names(slices)) == len(slices)


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300), marked=st.booleans())
def test_no_bytes_raise_anything_but_a_refusal(data: bytes, marked: bool) -> None:
    start = b"\0" * 128 + b"DICM" if marked else b"\x08\x00\x05\x00"
    try:
        read_part10(start + data)
    except Rejected as refusal:
        assert refusal.code != "rejected"  # noqa: PT017  # either outcome is right


@settings(max_examples=100, deadline=None)
@given(
    picture=pictures(),
    boxes=st.lists(st.tuples(*(st.integers(-3, 10) for _ in range(4))), min_size=1, max_size=4),
)
def test_masking_changes_no_pixel_outside_its_boxes(
    picture: tuple[npt.NDArray[Any], int], boxes: list[tuple[int, int, int, int]]
) -> None:
    values, stored = picture
    source = dicom.secondary_capture(
        values=values, BitsStored=stored, HighBit=stored - 1,
        PhotometricInterpretation="RGB" if values.ndim > 2 else "MONOCHROME2",
    )  # fmt: skip
    before = source.PixelData

    masked = mask_pixels(
        seal_clean(source, NATIVE),
        [TextBox(None, x, y, abs(w), abs(h)) for x, y, w, h in boxes],
    )

    outside = np.ones(values.shape[:2], dtype=bool)
    for x, y, w, h in boxes:
        outside[max(0, y) : max(0, y + abs(h)), max(0, x) : max(0, x + abs(w))] = False
    (found,) = decode_frames(masked)
    assert np.array_equal(found[outside], values[outside])
    assert all(len(np.unique(part)) <= 1 for part in [found[~outside]])
    assert source.PixelData == before
