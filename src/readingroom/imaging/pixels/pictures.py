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
_FAINT_GAIN: Final = 6
_FAINT_REACH_PX: Final = 10.0


@dataclass(frozen=True, eq=False)
class Shown:
    """One frame, made ready to be searched.

    Attributes:
        plain: as it asks to be shown, (rows, columns, 3).
        whole: the same for colour; grey from the lowest stored value to the highest, so that
            what lies outside the window is seen.
        scale: pixels of these pictures for one of the frame.
    """

    plain: Picture
    whole: Picture
    scale: float

    @property
    def has_more_than_window(self) -> bool:
        """Whether ``whole`` shows anything that ``plain`` doesn't."""
        return self.whole is not self.plain


def show(values: Array, look: DisplayParameters) -> Shown:
    """The frame at full size: uint8, three channels."""
    plain = _three(to_display(values, look))
    if values.ndim == _COLOUR_AXES or look.palette is not None:
        return Shown(plain, plain, 1.0)
    return Shown(plain, _three(_full_range(values, inverse=look.is_inverse)), 1.0)


def _full_range(values: Array, *, inverse: bool) -> Picture:
    finite = np.nan_to_num(values.astype(np.float32), posinf=0, neginf=0)
    low, high = float(finite.min()), float(finite.max())
    if high <= low:
        return np.zeros(values.shape, dtype=np.uint8)
    scaled: Picture = ((finite - low) * (_WHITE / (high - low))).astype(np.uint8)
    return _WHITE - scaled if inverse else scaled


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
    return Shown(plain, whole, scale)


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


def faint(picture: Picture) -> Picture:
    """Small differences from what is around, six times as strong: writing hardly seen."""
    values = picture.astype(np.float32)
    around = cv2.GaussianBlur(values, (0, 0), _FAINT_REACH_PX)
    raised = _MIDDLE + _FAINT_GAIN * (values - around)
    clipped: Picture = np.clip(raised, 0, _WHITE).astype(np.uint8)
    return clipped
