"""Colour tables that come as segments: runs of values, and slopes between them.

De-identification lets no other kind through: a segment that refers to earlier ones could hide
what no table needs.

Source: PS3.3 C.7.9.2 (Segmented Palette Color Lookup Table Data).
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from readingroom.imaging.refusals import CannotDecode

DISCRETE: Final = 0
LINEAR: Final = 1


def expand_segments(data: bytes, *, entries: int) -> npt.NDArray[np.int64]:
    """The whole table that segments stand for.

    Args:
        data: the segments, in little endian words of 16 bits.
        entries: how many the table has, at most 65,536.

    Raises:
        CannotDecode: the segments are cut short, of another kind, begin with a slope, or stand
            for another number of entries.
    """
    words = np.frombuffer(data[: len(data) // 2 * 2], "<u2").astype(np.int64)
    parts: list[npt.NDArray[np.int64]] = []
    place = count = 0
    while place + 2 < len(words):
        kind, length = int(words[place]), int(words[place + 1])
        place += 2
        count += length
        if length == 0 or count > entries:
            raise CannotDecode(detail="segments of another length")
        if kind == DISCRETE:
            parts.append(words[place : place + length])
            place += length
        elif kind == LINEAR and parts:
            parts.append(_slope(int(parts[-1][-1]), int(words[place]), length))
            place += 1
        else:
            raise CannotDecode(detail="segments of another kind")
    table = np.concatenate(parts) if parts else words[:0]
    if len(table) != entries:
        raise CannotDecode(detail="segments of another length")
    return table


def _slope(before: int, end: int, length: int) -> npt.NDArray[np.int64]:
    """``length`` values in even steps, the first one step after ``before``, the last ``end``."""
    steps = np.arange(1, length + 1, dtype=np.float64)
    return np.rint(before + (end - before) * steps / length).astype(np.int64)
