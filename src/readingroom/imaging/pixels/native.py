"""Frames of pixel data that isn't compressed.

Source: PS3.5 section 8 and Annex D; PS3.3 C.7.6.3.1.2 and .3 (photometric interpretation,
planar configuration).
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.pixels.processing import convert_color_space

from readingroom.imaging.pixels.layout import PixelLayout
from readingroom.imaging.refusals import CannotDecode

Array = npt.NDArray[Any]


def native_frame(data: bytes, index: int, layout: PixelLayout, *, is_little: bool) -> Array:
    """Frame ``index`` (from 0) of native ``data``, as ``layout`` describes it.

    8-bit values under big endian are taken as bytes in order, unless the caller swapped them.

    Returns:
        Stored values, ``layout.shape``; 1-bit pixels as 0 and 1, YBR as RGB.

    Raises:
        CannotDecode: ``data`` ends before the frame does.
    """
    if layout.bits_allocated == 1:
        return _unpack_bits(data, index, layout)
    if layout.photometric == "YBR_FULL_422" and layout.samples > 1:
        return _from_422(data, index, layout)
    stored = np.dtype(layout.dtype).newbyteorder("<" if is_little else ">")
    count = layout.rows * layout.columns * layout.samples
    start = index * count * stored.itemsize
    if start + count * stored.itemsize > len(data):
        raise CannotDecode(detail="pixel data too short")
    values = np.frombuffer(data, dtype=stored, count=count, offset=start)
    return finish_frame(arrange_samples(values, layout), layout)


def arrange_samples(values: Array, layout: PixelLayout) -> Array:
    """Flat values as (rows, columns[, samples]), whichever way the planes lay."""
    if layout.samples > 1 and layout.is_planar:
        planes = values.reshape(layout.samples, layout.rows, layout.columns)
        return np.ascontiguousarray(planes.transpose(1, 2, 0))
    return values.reshape(layout.shape)


def finish_frame(values: Array, layout: PixelLayout) -> Array:
    """Native byte order, unused bits gone (embedded overlays with them), YBR_FULL to RGB."""
    values = values.astype(layout.dtype, copy=False)
    if np.dtype(layout.dtype).kind != "f":
        values = clear_unused_bits(values, layout)
    if layout.photometric == "YBR_FULL" and layout.samples > 1:
        values = convert_color_space(values, "YBR_FULL", "RGB")
    return values


def clear_unused_bits(values: Array, layout: PixelLayout) -> Array:
    """Keep the stored bits alone, moved to the low end, the sign carried up.

    High Bit was once free to lie above Bits Stored − 1; where it is below, it is a mistake.
    """
    high_bit = layout.high_bit
    if not layout.bits_stored - 1 <= high_bit < layout.bits_allocated:
        high_bit = layout.bits_stored - 1
    up = layout.bits_allocated - 1 - high_bit
    down = layout.bits_allocated - layout.bits_stored
    if not down:
        return values
    return np.right_shift(np.left_shift(values, up), down)


def _unpack_bits(data: bytes, index: int, layout: PixelLayout) -> Array:
    """One bit a pixel, least significant first; frames need not begin on a byte."""
    count = layout.rows * layout.columns * layout.samples
    first, last = index * count, (index + 1) * count
    if (last + 7) // 8 > len(data):
        raise CannotDecode(detail="pixel data too short")
    packed = np.frombuffer(
        data, dtype=np.uint8, count=(last + 7) // 8 - first // 8, offset=first // 8
    )
    return arrange_samples(unpack_bits(packed)[first % 8 : first % 8 + count], layout)


def unpack_bits(packed: Array) -> Array:
    """Bytes to 0 and 1, least significant bit first (PS3.5 8.1.1)."""
    return np.unpackbits(packed, bitorder="little")


def _from_422(data: bytes, index: int, layout: PixelLayout) -> Array:
    """Two pixels in four bytes, Y Y B R; the second takes the first one's colour."""
    count = layout.rows * layout.columns * 2
    if layout.columns % 2 or layout.dtype != "uint8" or (index + 1) * count > len(data):
        raise CannotDecode(detail="YBR_FULL_422")
    pairs = np.frombuffer(data, dtype=np.uint8, count=count, offset=index * count).reshape(-1, 4)
    pixels = np.empty((pairs.shape[0], 2, 3), dtype=np.uint8)
    pixels[:, :, 0] = pairs[:, :2]
    pixels[:, :, 1:] = pairs[:, np.newaxis, 2:]
    converted: Array = convert_color_space(pixels.reshape(layout.shape), "YBR_FULL", "RGB")
    return converted
