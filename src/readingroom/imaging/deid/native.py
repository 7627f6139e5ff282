"""Native pixel data hold the pixels that the header describes, and not a bit more.

What follows the last pixel, and the bits above those stored (where overlays were once hidden),
are read by nobody and can hold anything. Every pixel keeps its value.

Source: PS3.5 section 8.1.1 and Annex D; PS3.3 section C.7.6.3.
"""

from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

_WIDTHS: Final = MappingProxyType({8: "u1", 16: "u2", 32: "u4", 64: "u8"})
_SUBSAMPLED: Final = MappingProxyType({"YBR_FULL_422": 2, "YBR_PARTIAL_422": 2})
_FLOATS: Final = frozenset({"FloatPixelData", "DoubleFloatPixelData"})


def only_pixels(dataset: Dataset, keyword: str, data: bytes, *, little: bool) -> bytes:
    """``data`` without what is no part of a pixel; the very same bytes where there is none.

    Args:
        dataset: describes the pixels.
        keyword: ``PixelData``, ``FloatPixelData`` or ``DoubleFloatPixelData``.
        data: as they stand in the object, not compressed.
        little: byte order.

    Raises:
        TypeError, ValueError: the header doesn't describe any pixels.
    """
    bits, samples = _number(dataset, "BitsAllocated"), _number(dataset, "SamplesPerPixel", 1)
    if keyword in _FLOATS:
        bits = 32 if keyword == "FloatPixelData" else 64
    samples = _SUBSAMPLED.get(str(dataset.get("PhotometricInterpretation")), samples)
    pixels = _number(dataset, "Rows") * _number(dataset, "Columns") * samples
    length = (pixels * _number(dataset, "NumberOfFrames", 1) * bits + 7) // 8
    if 0 < length < len(data):
        padding = b"\0" * (length % 2)
        same = length + len(padding) == len(data) and data.endswith(padding or b"")
        data = data if same else data[:length] + padding
    return data if keyword in _FLOATS else _without_spare_bits(dataset, data, bits, little=little)


def _without_spare_bits(dataset: Dataset, data: bytes, bits: int, *, little: bool) -> bytes:
    stored = _number(dataset, "BitsStored", bits)
    high = _number(dataset, "HighBit", stored - 1)
    if bits not in _WIDTHS or not 0 < stored < bits or not stored <= high + 1 <= bits:
        return data
    words = np.frombuffer(data, ("<" if little else ">") + _WIDTHS[bits], len(data) * 8 // bits)
    mask = ((1 << stored) - 1) << (high + 1 - stored)
    is_signed = bool(dataset.get("PixelRepresentation")) and high + 1 == stored
    clean = _extended(words, mask, stored) if is_signed else words & words.dtype.type(mask)
    if np.array_equal(clean, words):
        return data
    kept = clean.astype(words.dtype).tobytes()
    return kept + data[len(kept) :]


def _extended(words: npt.NDArray[Any], mask: int, stored: int) -> npt.NDArray[Any]:
    """Spare bits above a signed value repeat its sign, as most scanners write them, or are zero,
    as some do; the word stays as it is when it is one of these."""
    kind = words.dtype.type
    low = words & kind(mask)
    sign = kind(1 << (stored - 1))
    extended = np.where(low & sign, low | ~kind(mask), low)
    kept: npt.NDArray[Any] = np.where(words == low, low, extended)
    return kept


def _number(dataset: Dataset, keyword: str, default: int = 0) -> int:
    value = dataset.get(keyword)
    return default if value in (None, "") else int(value)
