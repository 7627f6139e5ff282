"""Whether a lookup table is as long as its descriptor says and no text, so that nothing rides
along."""

import re
import struct
from itertools import pairwise
from statistics import median
from types import MappingProxyType
from typing import Final

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from readingroom.imaging.deid.values import as_list

# The descriptor of each table; alpha shares the red one (PS3.3 section C.7.9).
DESCRIPTORS: Final = MappingProxyType(
    {0x00281201: 0x00281101, 0x00281202: 0x00281102, 0x00281203: 0x00281103}
    | {0x00281204: 0x00281101, 0x00283006: 0x00283002}
    | {0x00281221: 0x00281101, 0x00281222: 0x00281102, 0x00281223: 0x00281103}
)
_SEGMENTED: Final = range(0x00281221, 0x00281224)
_DISCRETE, _LINEAR = 0, 1


def is_table(source: Dataset, element: DataElement) -> bool:
    """Whether ``element`` is a table as its descriptor beside it says, and no text.

    Raises:
        KeyError: there is no descriptor.
    """
    value = element.value
    if not isinstance(value, bytes):
        numbers = [int(number) & 0xFFFF for number in as_list(value)]
        value = struct.pack(f"<{len(numbers)}H", *numbers)
    return fits_descriptor(source, element) and not spells_text(value)


def fits_descriptor(source: Dataset, element: DataElement) -> bool:
    """Whether ``element`` has the entries that its descriptor beside it states.

    Raises:
        KeyError: there is no descriptor.

    Source: PS3.3 sections C.7.6.3.1.5, C.7.6.3.1.6, C.7.9.2 and C.11.1.1.
    """
    descriptor = as_list(source[DESCRIPTORS[int(element.tag)]].value)
    entries = (int(descriptor[0]) & 0xFFFF) or 0x10000
    value = element.value
    if not isinstance(value, bytes):
        return len(as_list(value)) == entries
    if int(element.tag) in _SEGMENTED:
        return _expanded(value) == entries
    return len(value) in (entries, entries + entries % 2, 2 * entries)


def spells_text(data: bytes) -> bool:
    """Whether words stand in a table, whose entries are bytes or words of two bytes.

    Ramps pass through the codes of letters too, but in small steps, as letters of words don't.
    """
    wide = (bytes(run.group()).replace(b"\0", b"") for run in _WIDE_LETTERS.finditer(data))
    return any(_jumps(run.group()) for run in _LETTERS.finditer(data)) or any(
        list(letters) not in (sorted(letters), sorted(letters, reverse=True)) for letters in wide
    )


def _jumps(letters: bytes) -> bool:
    words = struct.unpack(f"<{len(letters) // 2}H", letters[: len(letters) // 2 * 2])
    steps = [abs(one - other) for one, other in pairwise(letters)]
    swapped = (word >> 8 | (word & 0xFF) << 8 for word in words)
    wide = [[abs(a - b) for a, b in pairwise(each)] for each in (words, swapped)]
    return median(steps) > _SMALL_STEP and all(median(each) > _SMALL_WIDE_STEP for each in wide)


_LETTERS: Final = re.compile(rb"[A-Za-z ]{8,}")
_WIDE_LETTERS: Final = re.compile(rb"(?:[A-Za-z ]\0){8,}|(?:\0[A-Za-z ]){8,}")
_SMALL_STEP, _SMALL_WIDE_STEP = 2, 0x1FF


def _expanded(data: bytes) -> int:
    """The entries that a segmented table of 16-bit words makes; -1 when it is malformed."""
    words = struct.unpack(f"<{len(data) // 2}H", data[: len(data) // 2 * 2])
    place, entries = 0, 0
    while place + 1 < len(words):
        kind, length = words[place], words[place + 1]
        if kind not in (_DISCRETE, _LINEAR):
            return -1
        place += 2 + (length if kind == _DISCRETE else 1)
        entries += length
    return entries if place == len(words) else -1
