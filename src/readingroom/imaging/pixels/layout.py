"""What a header says about its pixels, checked before anything is allocated.

Source: PS3.3 C.7.6.3 (Image Pixel module), PS3.5 section 8.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from readingroom.imaging.limits import Limits
from readingroom.imaging.refusals import LIBRARY_ERRORS, CannotDecode, TooLarge

PIXEL_KEYWORDS: Final = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
_FLOAT_DTYPES: Final = {"FloatPixelData": "float32", "DoubleFloatPixelData": "float64"}
_BITS_ALLOCATED: Final = frozenset({1, 8, 16, 32, 64})
_GREY_OR_COLOUR: Final = frozenset({1, 3})


@dataclass(frozen=True)
class PixelLayout:
    """Rows, columns, frames and sample format of one object's pixel data.

    ``dtype`` is that of decoded frames: signedness and bits allocated, native byte order; one
    bit decodes to uint8.
    """

    keyword: str
    rows: int
    columns: int
    frames: int
    samples: int
    bits_allocated: int
    bits_stored: int
    high_bit: int
    is_signed: bool
    is_planar: bool
    photometric: str
    dtype: npt.DTypeLike

    @property
    def shape(self) -> tuple[int, ...]:
        """Of one decoded frame."""
        size = (self.rows, self.columns)
        return size if self.samples == 1 else (*size, self.samples)

    @property
    def frame_bytes(self) -> int:
        """Of one decoded frame."""
        return self.rows * self.columns * self.samples * np.dtype(self.dtype).itemsize


def pixel_keyword(dataset: Dataset) -> str | None:
    """Which attribute holds the pixels; None for an object without."""
    return next((keyword for keyword in PIXEL_KEYWORDS if keyword in dataset), None)


def number_of_frames(dataset: Dataset) -> int:
    """Frames that the header promises; 0 for an object without pixels.

    Raises:
        CannotDecode: the number is below zero or none at all.
    """
    if pixel_keyword(dataset) is None:
        return 0
    frames = _whole(dataset, "NumberOfFrames", 1)
    if frames < 0:
        raise CannotDecode(detail="NumberOfFrames")
    return frames or 1


def read_layout(dataset: Dataset, *, limits: Limits) -> PixelLayout:
    """Check the header's description of its pixels.

    Raises:
        CannotDecode: there are no pixels, or the description is missing or impossible.
        TooLarge: a frame, the number of frames or all of them together pass a limit.
    """
    keyword = pixel_keyword(dataset)
    if keyword is None:
        raise CannotDecode(detail="no pixel data")
    allocated = _whole(dataset, "BitsAllocated", None)
    is_float = keyword in _FLOAT_DTYPES
    stored = allocated if is_float else _whole(dataset, "BitsStored", allocated)
    is_signed = not is_float and _whole(dataset, "PixelRepresentation", 0) == 1
    layout = PixelLayout(
        keyword=keyword,
        rows=_whole(dataset, "Rows", None),
        columns=_whole(dataset, "Columns", None),
        frames=number_of_frames(dataset),
        samples=_whole(dataset, "SamplesPerPixel", 1),
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=stored - 1 if is_float else _whole(dataset, "HighBit", stored - 1),
        is_signed=is_signed,
        is_planar=_whole(dataset, "PlanarConfiguration", 0) == 1,
        photometric=_word(dataset, "PhotometricInterpretation"),
        dtype=_dtype(keyword, allocated, is_signed=is_signed),
    )
    _check_sizes(layout, limits)
    _check_format(layout)
    return layout


def _check_sizes(layout: PixelLayout, limits: Limits) -> None:
    if min(layout.rows, layout.columns) < 1:
        raise CannotDecode(detail="Rows or Columns")
    if layout.rows > limits.rows or layout.columns > limits.columns:
        raise TooLarge(detail="rows or columns")
    if layout.frames > limits.frames:
        raise TooLarge(detail="frames")
    if layout.frame_bytes > limits.frame_bytes:
        raise TooLarge(detail="frame")
    if layout.frame_bytes * layout.frames > limits.decoded_bytes:
        raise TooLarge(detail="decoded")


def _check_format(layout: PixelLayout) -> None:
    if layout.samples not in _GREY_OR_COLOUR:
        raise CannotDecode(detail="SamplesPerPixel")
    if not 1 <= layout.bits_stored <= layout.bits_allocated:
        raise CannotDecode(detail="BitsStored")


def _dtype(keyword: str, allocated: int, *, is_signed: bool) -> npt.DTypeLike:
    if keyword in _FLOAT_DTYPES:
        return _FLOAT_DTYPES[keyword]
    if allocated not in _BITS_ALLOCATED:
        raise CannotDecode(detail="BitsAllocated")
    return f"{'int' if is_signed and allocated > 1 else 'uint'}{max(allocated, 8)}"


def _whole(dataset: Dataset, keyword: str, default: int | None) -> int:
    value: Any = dataset.get(keyword)
    if value in (None, ""):
        if default is None:
            raise CannotDecode(detail=keyword)
        return default
    try:
        return int(value)
    except LIBRARY_ERRORS:
        raise CannotDecode(detail=keyword) from None


def _word(dataset: Dataset, keyword: str) -> str:
    return str(dataset.get(keyword) or "MONOCHROME2").strip()
