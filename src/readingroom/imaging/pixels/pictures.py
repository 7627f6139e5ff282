"""A frame as pictures in which writing stands out, whichever way it was written."""

import math
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.imaging.pixels.look import DisplayParameters
from readingroom.imaging.pixels.window import to_display

Array = npt.NDArray[Any]
Picture = npt.NDArray[np.uint8]

MOST_PIXELS: Final = 1_000_000  # of a picture that is looked at as a whole
_FEW_PIXELS: Final = 120_000  # pictures of fewer are shown at double size
_COLOUR_AXES: Final = 3
_WHITE: Final = 255
_MIDDLE: Final = 128
_BRIGHT: Final = 190
_COLOURED: Final = 40
_COMMON: Final = 0.4  # of all pixels: a background
_AROUND_PX: Final = 6.0  # reach of what a pixel is compared with
_NEAR_PX: Final = 16.0  # reach over which differences are made equally strong
_RAISED: Final = 45.0  # of 255: what a usual difference becomes
_LEAST_OF_ALL: Final = 0.01  # of the whole range: no weaker difference is raised in full
_LEAST_OF_MOST: Final = 0.03  # of the range of all but the extreme values
_ENDS_PERCENT: Final = (0.5, 99.5)
_TINIEST: Final = 1e-12


@dataclass(frozen=True, eq=False)
class Shown:
    """One frame, made ready to be searched.

    Attributes:
        plain: as it asks to be shown, (rows, columns, 3).
        whole: the same for colour; grey from the lowest stored value to the highest, so that
            what lies outside the window, or what a table hides, is seen.
        values: what ``raised`` looks at: stored values, or the colours of ``plain``.
        scale: pixels of these pictures for one of the frame.
    """

    plain: Picture
    whole: Picture
    values: Array
    scale: float

    @property
    def has_more_than_window(self) -> bool:
        """Whether ``whole`` shows anything that ``plain`` doesn't."""
        return self.whole is not self.plain


def show(values: Array, look: DisplayParameters) -> Shown:
    """The frame at full size: uint8, three channels."""
    plain = _three(to_display(values, look))
    if values.ndim == _COLOUR_AXES or look.palette is not None:
        return Shown(plain, plain, plain, 1.0)
    return Shown(plain, _three(_full_range(values, inverse=look.is_inverse)), values, 1.0)


def _full_range(values: Array, *, inverse: bool) -> Picture:
    finite = _finite(values)
    low, high = float(finite.min()), float(finite.max())
    if high <= low:
        return np.zeros(values.shape, dtype=np.uint8)
    scaled: Picture = ((finite - low) * (_WHITE / (high - low))).astype(np.uint8)
    return _WHITE - scaled if inverse else scaled


def _finite(values: Array) -> Array:
    return np.nan_to_num(values.astype(np.float32), posinf=0, neginf=0)


def _three(picture: Picture) -> Picture:
    if picture.ndim == _COLOUR_AXES:
        return np.ascontiguousarray(picture)
    return np.repeat(picture[..., np.newaxis], 3, axis=-1)


def sized(shown: Shown) -> Shown:
    """At a size to search as a whole: small frames doubled, large ones made smaller."""
    rows, columns = shown.plain.shape[:2]
    pixels = rows * columns
    scale = 2.0 if pixels <= _FEW_PIXELS else min(1.0, math.sqrt(MOST_PIXELS / pixels))
    if scale == 1.0:
        return shown
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    plain = np.asarray(cv2.resize(shown.plain, size, interpolation=how), dtype=np.uint8)
    whole = plain
    if shown.has_more_than_window:
        whole = np.asarray(cv2.resize(shown.whole, size, interpolation=how), dtype=np.uint8)
    values = cv2.resize(_finite(shown.values), size, interpolation=how)
    return Shown(plain, whole, np.asarray(values), scale)


def extremes(picture: Picture) -> Picture:
    """The brightest, the darkest and the coloured parts alone, an end that is common left out.

    Speckle and anatomy, in which a detector loses text, rarely reach the ends.
    """
    top, bottom = picture.max(axis=-1).astype(np.int16), picture.min(axis=-1).astype(np.int16)
    light = _rare(np.clip((top - _BRIGHT) * 4, 0, _WHITE))
    dark = _rare(np.clip((_WHITE - _BRIGHT - bottom) * 4, 0, _WHITE))
    colour = np.clip((top - bottom - _COLOURED) * 2, 0, _WHITE)
    return np.stack([light, light, np.maximum(dark, colour)], axis=-1).astype(np.uint8)


def _rare(ends: Array) -> Array:
    return ends if np.count_nonzero(ends) < _COMMON * ends.size else np.zeros_like(ends)


def raised(values: Array) -> Picture:
    """Differences from what is around, made equally strong everywhere, whatever the window.

    White on bright, dark on dark, and writing that is hardly seen stand out as clearly as white on
    black; so does grain, down to a hundredth of the range.

    Args:
        values: stored values or colours, (rows, columns) or (rows, columns, 3).
    """
    finite = _finite(values)
    off = finite - cv2.GaussianBlur(finite, (0, 0), _AROUND_PX)
    strength = np.sqrt(cv2.GaussianBlur(off * off, (0, 0), _NEAR_PX))
    low, high = np.percentile(finite, _ENDS_PERCENT)
    least = _LEAST_OF_ALL * float(np.ptp(finite))
    if high > low:
        least = min(least, _LEAST_OF_MOST * float(high - low))
    evened = _MIDDLE + _RAISED * off / np.maximum(strength, max(least, _TINIEST))
    return _three(np.clip(evened, 0, _WHITE).astype(np.uint8))
