"""Grey-scale windowing: stored values in, display values out.

Source: PS3.3 C.11.1 (modality LUT), C.11.2.1 (VOI LUT, window, functions).
"""

from dataclasses import replace
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.imaging.pixels.look import DisplayParameters, LookupTable
from readingroom.kernel.errors import InvalidInput

_WHITE: Final = 255.0
_LOW_PERCENT, _HIGH_PERCENT = 0.5, 99.5
_TABLE_ITEM_BYTES: Final = 2
_MOST_LEVELS: Final = 1 << (8 * _TABLE_ITEM_BYTES)
_FROM_REGION: Final = 262_144  # values looked at for a window; more add time, not truth

Array = npt.NDArray[Any]


def to_display(values: Array, look: DisplayParameters) -> npt.NDArray[np.uint8]:
    """Stored values to what is seen.

    Args:
        values: ``(rows, columns)`` or ``(rows, columns, 3)``, as decoded.
        look: how they are shown.

    Returns:
        uint8 of the same shape; ``(rows, columns, 3)`` also for a palette. 0 is black.
    """
    if values.ndim > 2 or look.photometric == "RGB":  # noqa: PLR2004  # a plane has two axes
        return _eight_bits(values)
    if look.palette is not None:
        tables = (look.palette.red, look.palette.green, look.palette.blue)
        return np.stack([_eight_bits(look_up(values, table)) for table in tables], axis=-1)
    if look.window is None and look.voi_lut is None:
        window = suggest_window(values, look)
        look = replace(look, window=window, voi_function="LINEAR_EXACT")
    if values.dtype.kind == "f" or values.dtype.itemsize > _TABLE_ITEM_BYTES:
        return _to_grey(values, look)
    # There are fewer levels than pixels: work out the levels, then look each pixel up.
    low, high = int(values.min()), int(values.max())
    table = np.zeros(_MOST_LEVELS, dtype=np.uint8)
    table[: high - low + 1] = _to_grey(np.arange(low, high + 1, dtype=np.int64), look)
    # In 16 bits it wraps round, to the same as it would be in more.
    levels = values.astype(np.uint16) - np.uint16(low & (_MOST_LEVELS - 1))
    return np.asarray(cv2.LUT(levels, table), dtype=np.uint8).reshape(values.shape)


def _to_grey(values: Array, look: DisplayParameters) -> npt.NDArray[np.uint8]:
    modality = to_modality(values, look)
    if look.voi_lut is not None:
        display = _scaled(look_up(modality, look.voi_lut), look.voi_lut.bits)
    else:
        center, width = look.window or (0.5, 1.0)
        display = apply_window(modality, center=center, width=width, function=look.voi_function)
    if look.is_inverse:
        display = 255 - display
    if look.padding:
        low, high = look.padding
        display = np.where((values >= low) & (values <= high), np.uint8(0), display)
    return display


def to_modality(values: Array, look: DisplayParameters) -> npt.NDArray[np.float64]:
    """Stored values to the modality's unit (HU for CT), by its table or by slope and intercept."""
    if look.modality_lut is not None:
        return look_up(values, look.modality_lut).astype(np.float64)
    return values.astype(np.float64) * look.slope + look.intercept


def look_up(values: Array, table: LookupTable) -> Array:
    """Entries of ``table`` for ``values``; beyond its ends, the end entries (C.11.1.1)."""
    index = np.clip(np.rint(values).astype(np.int64) - table.first, 0, len(table.data) - 1)
    found: Array = table.data[index]
    return found


def apply_window(
    values: Array, *, center: float, width: float, function: str = "LINEAR"
) -> npt.NDArray[np.uint8]:
    """Map modality values to 0–255 by a window.

    Args:
        values: in the modality's unit, any shape.
        center: Window Center (0028,1050), same unit.
        width: Window Width (0028,1051), same unit; at least 1 for LINEAR, above 0 otherwise.
        function: ``LINEAR``, ``LINEAR_EXACT`` or ``SIGMOID`` (0028,1056).

    Returns:
        Same shape; 0 is black, before any inversion.

    Raises:
        InvalidInput: the width is one that the function forbids.

    Source:
        PS3.3 C.11.2.1.2.1, C.11.2.1.3.1 and .2; the half units of LINEAR are the standard's.
    """
    if width <= 0 or (function == "LINEAR" and width < 1):
        raise InvalidInput("The window must be wider than that. Enter a larger width.")
    precise = np.asarray(values, dtype=np.float64)
    if function == "SIGMOID":
        exponent = np.clip(-4.0 * (precise - center) / width, -700.0, 700.0)
        return _round(_WHITE / (1.0 + np.exp(exponent)))
    if function == "LINEAR":
        center, width = center - 0.5, width - 1.0
    if width == 0:  # a threshold: C.11.2.1.2.1 sends values at the centre to black
        return _round(np.where(precise <= center, 0.0, _WHITE))
    return _round(np.clip(((precise - center) / width + 0.5) * _WHITE, 0.0, _WHITE))


def suggest_window(values: Array, look: DisplayParameters) -> tuple[float, float]:
    """A centre and width, in modality units, for values that come without.

    It spans the values but for the lowest and highest half per cent, padding left aside.
    """
    seen = values.reshape(-1)
    seen = seen[:: max(1, seen.size // _FROM_REGION)]
    if look.padding:
        inside = seen[(seen < look.padding[0]) | (seen > look.padding[1])]
        seen = inside if inside.size else seen
    modality = to_modality(seen, look)
    modality = modality[np.isfinite(modality)]
    if not modality.size:
        return 0.5, 1.0
    low, high = (float(v) for v in np.percentile(modality, [_LOW_PERCENT, _HIGH_PERCENT]))
    if high <= low:
        low, high = float(modality.min()), float(modality.max())
    return (low + high) / 2, (high - low) or 1.0


def _round(values: Array) -> npt.NDArray[np.uint8]:
    rounded: npt.NDArray[np.uint8] = np.rint(np.nan_to_num(values)).astype(np.uint8)
    return rounded


def _scaled(entries: Array, bits: int) -> npt.NDArray[np.uint8]:
    return _round(np.minimum(entries / (2**bits - 1), 1.0) * _WHITE)


def _eight_bits(values: Array) -> npt.NDArray[np.uint8]:
    """Colour of any depth as 8 bits: the high byte, as PS3.3 C.7.6.3.1.6 scales palettes."""
    if values.dtype == np.uint8:
        return values
    top = 8 * values.dtype.itemsize - 8
    high: npt.NDArray[np.uint8] = np.right_shift(values, top).astype(np.uint8)
    return high
