"""One attribute of one frame, wherever the object keeps it.

Enhanced objects keep it in the per-frame or the shared functional groups (PS3.3 C.7.6.16), others
at the top. Numbers that aren't numbers count as absent.
"""

import math
from collections.abc import Sequence
from typing import Any

from pydicom.dataset import Dataset

from readingroom.imaging.refusals import LIBRARY_ERRORS


class FrameView:
    """The attributes of one frame of ``dataset``; ``index`` counts from 0."""

    def __init__(self, dataset: Dataset, index: int) -> None:
        self.dataset = dataset
        self.index = index
        self._groups = [
            *_item(dataset.get("PerFrameFunctionalGroupsSequence"), index),
            *_item(dataset.get("SharedFunctionalGroupsSequence"), 0),
        ]

    def group(self, macro: str) -> Dataset | None:
        """The item of a functional group macro, such as ``PlanePositionSequence``."""
        for groups in self._groups:
            for item in _item(groups.get(macro), 0):
                return item
        return None

    def value(self, keyword: str, *macros: str) -> Any:
        """The attribute's value in the first macro that has it, else at the top, else None."""
        for macro in macros:
            item = self.group(macro)
            if item is not None and item.get(keyword) not in (None, ""):
                return item.get(keyword)
        value = self.dataset.get(keyword)
        return None if value == "" else value

    def number(self, keyword: str, *macros: str) -> float | None:
        """The first number in it, finite, or None."""
        found = numbers(self.value(keyword, *macros))
        return found[0] if found else None

    def numbers(self, keyword: str, count: int, *macros: str) -> tuple[float, ...] | None:
        """Exactly ``count`` finite numbers, or None."""
        found = numbers(self.value(keyword, *macros))
        return found if len(found) == count else None


def numbers(value: Any) -> tuple[float, ...]:
    """The finite numbers that ``value`` holds; none at all if one of them isn't."""
    if value in (None, ""):
        return ()
    several = isinstance(value, Sequence) and not isinstance(value, str | bytes)
    try:
        found = tuple(float(one) for one in (value if several else [value]))
    except LIBRARY_ERRORS:
        return ()
    return found if all(math.isfinite(one) for one in found) else ()


def _item(sequence: Any, index: int) -> list[Dataset]:
    if not isinstance(sequence, Sequence) or isinstance(sequence, str | bytes):
        return []
    found = sequence[index] if index < len(sequence) else None
    return [found] if isinstance(found, Dataset) else []
