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
_EVERY: Final = 3  # pixel that is asked for the usual range
_SIGMA_OF_FEWER: Final = 2.0  # of a Gaussian after its pixels were made fewer


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
    finite = values.astype(np.float32)
    if values.dtype.kind == "f":
        np.nan_to_num(finite, copy=False, posinf=0, neginf=0)
    return finite


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
    """``evened`` as a picture of three channels, for a detector."""
    return _three(evened(values))


def evened(values: Array) -> Picture:
    """Differences from what is around, made equally strong everywhere, whatever the window.

    White on bright, dark on dark, and writing that is hardly seen stand out as clearly as white on
    black; so does grain, down to a hundredth of the range.

    Args:
        values: stored values or colours, (rows, columns) or (rows, columns, 3).

    Returns:
        The same shape, 128 where a value is that of its surroundings.
    """
    return np.asarray(np.clip(differences(values), 0, _WHITE), dtype=np.uint8)


def differences(values: Array) -> npt.NDArray[np.float32]:
    """What ``evened`` shows, before it is cut off at black and white."""
    finite = _finite(values)
    off = finite - _around(finite, _AROUND_PX)
    strength = np.asarray(cv2.sqrt(_around(off * off, _NEAR_PX)))
    low, high = np.percentile(finite[::_EVERY, ::_EVERY], _ENDS_PERCENT)
    least = _LEAST_OF_ALL * float(finite.max() - finite.min())
    if high > low:
        least = min(least, _LEAST_OF_MOST * float(high - low))
    np.maximum(strength, max(least, _TINIEST), out=strength)
    np.divide(_RAISED, strength, out=strength)
    off *= strength
    off += _MIDDLE
    return off


def _around(values: Array, sigma: float) -> Array:
    """A mean weighed by a Gaussian, taken of fewer pixels: a wide mean has no detail to lose."""
    rows, columns = values.shape[:2]
    step = min(max(1, int(sigma / _SIGMA_OF_FEWER)), max(1, min(rows, columns) // 8))
    fewer = values
    if step > 1:
        size = (-(-columns // step), -(-rows // step))
        fewer = np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA))
    mean = cv2.GaussianBlur(fewer, (0, 0), sigma / step)
    if step > 1:
        mean = cv2.resize(mean, (columns, rows), interpolation=cv2.INTER_LINEAR)
    return np.asarray(mean)
