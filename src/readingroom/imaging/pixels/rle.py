"""RLE Lossless. Source: PS3.5 Annex G."""

import struct
from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt

from readingroom.imaging.pixels.layout import PixelLayout
from readingroom.imaging.pixels.native import unpack_bits
from readingroom.imaging.refusals import LIBRARY_ERRORS, CannotDecode

_HEADER_BYTES = 64
_MOST_SEGMENTS = 15
_NO_RUN = 128


def rle_frame(encoded: bytes, layout: PixelLayout) -> npt.NDArray[Any]:
    """Decode one frame: flat values of ``layout.dtype``, plane after plane.

    Each segment is one byte plane, most significant first, of one sample; its output is bounded
    by the frame's size, whatever the runs say.

    Raises:
        CannotDecode: the segments are not those of such a frame.
    """
    if len(encoded) < _HEADER_BYTES:
        raise CannotDecode(detail="RLE header")
    pixels = layout.rows * layout.columns
    if layout.bits_allocated == 1:
        return unpack_bits(_segment(encoded[_HEADER_BYTES:], (pixels + 7) // 8))[:pixels]
    count, *offsets = struct.unpack("<16L", encoded[:_HEADER_BYTES])
    width = layout.bits_allocated // 8
    if count > _MOST_SEGMENTS or count != layout.samples * width:
        raise CannotDecode(detail="RLE segments")
    ends = [*offsets[1:count], len(encoded)]
    planes = np.empty((layout.samples, pixels, width), dtype=np.uint8)
    for number, (start, end) in enumerate(zip(offsets[:count], ends, strict=True)):
        if not _HEADER_BYTES <= start < end <= len(encoded):
            raise CannotDecode(detail="RLE offsets")
        sample, byte = divmod(number, width)
        planes[sample, :, width - 1 - byte] = _segment(encoded[start:end], pixels)
    return planes.reshape(-1).view(np.dtype(layout.dtype).newbyteorder("<"))


def runs_end(data: bytes, start: int, stop: int, pixels: int) -> int:
    """Where the runs that begin at ``start`` have filled a plane, at the most ``stop``.

    What lies behind belongs to no pixel.

    Args:
        data: a frame, or a segment of one.
        start, stop: of the segment.
        pixels: of a plane of one byte each.
    """
    at, left = start, pixels
    while left > 0 and at < stop:
        sign = data[at]
        if sign < _NO_RUN:
            at, left = at + 2 + sign, left - sign - 1
        elif sign > _NO_RUN:
            at, left = at + 2, left - (257 - sign)
        else:
            at += 1
    return min(at, stop)


def _segment(data: bytes, pixels: int) -> npt.NDArray[np.uint8]:
    plane = np.zeros(pixels, dtype=np.uint8)
    # Where something was appended the runs have to be counted, which is slow.
    if _fills(data, plane) or _fills(data[: runs_end(data, 0, len(data), pixels)], plane):
        return plane
    raise CannotDecode(detail="RLE segment")


def _fills(data: bytes, plane: npt.NDArray[np.uint8]) -> bool:
    try:
        return len(imagecodecs.packbits_decode(data, out=plane.data)) == plane.size
    except LIBRARY_ERRORS:
        return False
