"""Filling parts of pixel data that isn't compressed, in the bytes as they lie there."""

from collections.abc import Callable
from typing import Final

import numpy as np
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRBigEndian

from readingroom.imaging.datasets import CleanDataset
from readingroom.imaging.functional_groups import numbers
from readingroom.imaging.pixels.layout import PixelLayout
from readingroom.imaging.pixels.look import LookupTable, display_parameters
from readingroom.imaging.pixels.native import Array, native_frame, unpack_bits
from readingroom.imaging.refusals import CannotDecode

Area = tuple[slice, slice]
_BYTE: Final = 8
_COLOUR_AXES: Final = 3
_NO_COLOUR: Final = 128  # of Cb and Cr (PS3.3 C.7.6.3.1.2)


def black_value(values: Array, dataset: Dataset) -> Array:
    """The stored value, or values of a colour, that this frame shows as its black.

    It is one that occurs in the frame (but for colour): a new extreme would change the window
    that viewers compute. Of the palette, the darkest entry; where low values are bright, the
    highest value.
    """
    if values.ndim == _COLOUR_AXES:
        return np.zeros(values.shape[-1], dtype=values.dtype)
    look = display_parameters(dataset)
    finite = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    if not finite.size:
        return np.zeros((), dtype=values.dtype)
    if look.palette is not None:
        tables = (look.palette.red, look.palette.green, look.palette.blue)
        return np.asarray(_darkest(tables), dtype=values.dtype)
    found = finite.max() if look.is_inverse else finite.min()
    return np.asarray(found, dtype=values.dtype)


def _darkest(tables: tuple[LookupTable, ...]) -> int:
    light = sum(table.data.astype(np.int64) for table in tables)
    return int(np.argmin(light)) + tables[0].first


def mask_native(
    element: DataElement,
    clean: CleanDataset,
    layout: PixelLayout,
    areas: Callable[[int], list[Area]],
) -> bytes:
    """The value of ``element`` with the areas of each frame filled, byte for byte as it was
    elsewhere.

    Raises:
        CannotDecode: it is shorter than its description says.
    """
    if element.is_undefined_length or not isinstance(element.value, bytes):
        raise CannotDecode(detail="fragments under a native syntax")
    is_little = clean.transfer_syntax_uid != ExplicitVRBigEndian
    swapped = not is_little and layout.bits_allocated == _BYTE and element.VR == "OW"
    data = _swap(element.value) if swapped else element.value
    filled = bytearray(data)
    for number in range(1, layout.frames + 1):
        parts = areas(number)
        if parts:
            values = native_frame(data, number - 1, layout, is_little=is_little)
            paint = _Paint(values, clean, layout, is_little=is_little)
            _fill(filled, number - 1, layout, parts, paint)
    return _swap(bytes(filled)) if swapped else bytes(filled)


class _Paint:
    """What a frame is filled with, and in which byte order."""

    def __init__(
        self, values: Array, clean: CleanDataset, layout: PixelLayout, *, is_little: bool
    ) -> None:
        stored = np.dtype(layout.dtype).newbyteorder("<" if is_little else ">")
        self.dtype = stored
        self.black = black_value(values, clean.dataset)
        if layout.photometric == "YBR_FULL" and layout.samples > 1:
            self.black = np.array([0, _NO_COLOUR, _NO_COLOUR], dtype=layout.dtype)
        rule = numbers(clean.dataset.get("HighBit"))
        shift = int(rule[0]) + 1 - layout.bits_stored if rule else 0
        if stored.kind != "f" and 0 < shift <= layout.bits_allocated - layout.bits_stored:
            self.black = np.left_shift(self.black, shift)


def _fill(
    data: bytearray, index: int, layout: PixelLayout, parts: list[Area], paint: _Paint
) -> None:
    if layout.bits_allocated == 1:
        return _fill_bits(data, index, layout, parts, paint)
    if layout.photometric == "YBR_FULL_422" and layout.samples > 1:
        return _fill_422(data, index, layout, parts)
    count = layout.rows * layout.columns * layout.samples
    frame = np.frombuffer(data, paint.dtype, count=count, offset=index * layout.frame_bytes)
    if layout.samples > 1 and layout.is_planar:
        planes = frame.reshape(layout.samples, layout.rows, layout.columns).transpose(1, 2, 0)
    else:
        planes = frame.reshape(layout.shape)
    for rows, columns in parts:
        planes[rows, columns] = paint.black
    return None


def _fill_bits(
    data: bytearray, index: int, layout: PixelLayout, parts: list[Area], paint: _Paint
) -> None:
    """One bit a pixel; a frame need not begin on a byte."""
    count = layout.rows * layout.columns * layout.samples
    first, last = index * count, (index + 1) * count
    here = slice(first // 8, (last + 7) // 8)
    bits = unpack_bits(np.frombuffer(bytes(data[here]), dtype=np.uint8)).copy()
    frame = bits[first % 8 : first % 8 + count].reshape(layout.shape)
    for rows, columns in parts:
        frame[rows, columns] = paint.black
    data[here] = np.packbits(bits, bitorder="little").tobytes()


def _fill_422(data: bytearray, index: int, layout: PixelLayout, parts: list[Area]) -> None:
    """Y Y B R for two pixels: the colour stays where the other pixel is outside."""
    count = layout.rows * layout.columns * 2
    frame = np.frombuffer(data, np.uint8, count=count, offset=index * count)
    pairs = frame.reshape(layout.rows, layout.columns // 2, 4)
    luma = np.zeros((layout.rows, layout.columns), dtype=bool)
    for area in parts:
        luma[area] = True
    inside = luma.reshape(layout.rows, layout.columns // 2, 2)
    pairs[..., :2][inside] = 0
    pairs[..., 2:][inside.all(axis=-1)] = _NO_COLOUR


def _swap(data: bytes) -> bytes:
    even = len(data) // 2 * 2
    return np.frombuffer(data[:even], dtype=np.uint16).byteswap().tobytes() + data[even:]
