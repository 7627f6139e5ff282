"""Private attributes that are known to hold a measurement, and nothing but a measurement.

Kept only when the block's creator is exactly the one listed and the value is of the listed kind:
numbers, never text. What a maker puts into any other private attribute is unknown, and goes.

Source: PS3.15 section E.3.10 and Table E.3.10-1, and conformance statements of the makers.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from readingroom.imaging.deid.values import keep_numbers, reads_as_text

_MOST_VALUES: Final = 64
_CREATORS: Final = range(0x10, 0x100)  # elements that name a private block (PS3.5 7.8.1)
_FORMATS: Final = MappingProxyType(
    {"FL": "f", "FD": "d", "SS": "h", "US": "H", "SL": "l", "UL": "L"}
)


@dataclass(frozen=True)
class SafePrivate:
    """One attribute of the list.

    Attributes:
        vr: its value representation.
        name: what it measures.
    """

    vr: str
    name: str


# By creator, group and the last two digits of the element.
SAFE: Final[Mapping[str, Mapping[tuple[int, int], SafePrivate]]] = MappingProxyType(
    {
        "GEMS_ACQU_01": {
            (0x0019, 0x02): SafePrivate("SL", "Number of cells in detector"),
            (0x0019, 0x0F): SafePrivate("DS", "Horizontal frame of reference"),
            (0x0019, 0x18): SafePrivate("DS", "First scan location"),
            (0x0019, 0x1A): SafePrivate("DS", "Last scan location"),
            (0x0019, 0x23): SafePrivate("DS", "Table speed"),
            (0x0019, 0x24): SafePrivate("DS", "Mid scan time"),
            (0x0019, 0x27): SafePrivate("DS", "Rotation speed"),
            (0x0019, 0xBB): SafePrivate("DS", "Diffusion direction, first component"),
            (0x0019, 0xBC): SafePrivate("DS", "Diffusion direction, second component"),
            (0x0019, 0xBD): SafePrivate("DS", "Diffusion direction, third component"),
            (0x0019, 0xCC): SafePrivate("SS", "Velocity encoding"),
            (0x0019, 0xE0): SafePrivate("DS", "Number of diffusion directions"),
            (0x0019, 0xE2): SafePrivate("DS", "Velocity encode scale"),
        },
        "GEMS_PARM_01": {
            (0x0043, 0x39): SafePrivate("IS", "Diffusion b-value"),
            (0x0043, 0x41): SafePrivate("FL", "Degree of rotation"),
        },
        "GEMS_SERS_01": {(0x0025, 0x07): SafePrivate("SL", "Images in series")},
        "GEMS_HELIOS_01": {
            (0x0045, 0x01): SafePrivate("SS", "Macro rows in detector"),
            (0x0045, 0x02): SafePrivate("FL", "Macro width at isocentre"),
        },
        "SIEMENS MR HEADER": {
            (0x0019, 0x0A): SafePrivate("US", "Images in mosaic"),
            (0x0019, 0x0C): SafePrivate("IS", "Diffusion b-value"),
            (0x0019, 0x0E): SafePrivate("FD", "Diffusion gradient direction"),
            (0x0019, 0x27): SafePrivate("FD", "Diffusion b-matrix"),
            (0x0019, 0x28): SafePrivate("FD", "Bandwidth per pixel, phase encoding"),
            (0x0019, 0x29): SafePrivate("FD", "Mosaic slice times"),
        },
        "Philips Imaging DD 001": {
            (0x2001, 0x03): SafePrivate("FL", "Diffusion b-factor"),
            (0x2001, 0x11): SafePrivate("FL", "Diffusion echo time"),
            (0x2001, 0x1A): SafePrivate("FL", "Velocity encoding"),
        },
        "Philips MR Imaging DD 001": {
            (0x2005, 0x0D): SafePrivate("FL", "Scale intercept"),
            (0x2005, 0x0E): SafePrivate("FL", "Scale slope"),
            (0x2005, 0xB0): SafePrivate("FL", "Diffusion direction, right to left"),
            (0x2005, 0xB1): SafePrivate("FL", "Diffusion direction, front to back"),
            (0x2005, 0xB2): SafePrivate("FL", "Diffusion direction, feet to head"),
        },
        "Philips PET Private Group": {
            (0x7053, 0x00): SafePrivate("DS", "SUV scale factor"),
            (0x7053, 0x09): SafePrivate("DS", "Activity concentration scale factor"),
        },
        "ELSCINT1": {
            (0x00E1, 0x21): SafePrivate("DS", "Dose length product"),
            (0x01F1, 0x07): SafePrivate("DS", "Table velocity"),
            (0x01F1, 0x26): SafePrivate("DS", "Pitch"),
            (0x01F1, 0x27): SafePrivate("DS", "Rotation time"),
        },
        "TOSHIBA_MEC_CT3": {
            (0x7005, 0x0A): SafePrivate("DS", "Table speed"),
            (0x7005, 0x23): SafePrivate("DS", "Pitch factor"),
            (0x7005, 0x40): SafePrivate("FD", "Dose length product"),
        },
        "Image Private Header": {
            (0x0065, 0x09): SafePrivate("FD", "Diffusion b-value"),
            (0x0065, 0x37): SafePrivate("FD", "Diffusion gradient direction"),
        },
    }
)


_PLACES: Final = frozenset(place for listed in SAFE.values() for place in listed)


def is_listed(tag: int) -> bool:
    """Whether some creator's attribute of the list may stand at ``tag``."""
    return (tag >> 16, tag & 0xFF) in _PLACES


def safe_private(source: Dataset, element: DataElement, *, known_ids: frozenset[str]) -> (
    tuple[DataElement, DataElement] | None
):  # fmt: skip
    """The block's creator and the attribute, when both are on the list and it holds numbers.

    Args:
        source: the level that the attribute stands in.
        element: a private attribute.
        known_ids: digits of the patient's identifiers.

    Returns:
        Two new elements, or ``None``.
    """
    tag = int(element.tag)
    group, block = tag >> 16, tag >> 8 & 0xFF
    if block not in _CREATORS:
        return None
    creator_tag = group << 16 | block
    if creator_tag not in source:
        return None
    creator = source[creator_tag].value
    listed = SAFE.get(creator.strip(" \0"), {}) if isinstance(creator, str) else {}
    safe = listed.get((group, tag & 0xFF))
    if safe is None:
        return None
    numbers = _numbers(element, safe.vr, known_ids)
    if not numbers or len(numbers) > _MOST_VALUES or reads_as_text(safe.vr, numbers):
        return None
    return (
        DataElement(creator_tag, "LO", creator.strip(" \0")),
        DataElement(tag, safe.vr, numbers if len(numbers) > 1 else numbers[0]),
    )


def _numbers(element: DataElement, vr: str, known_ids: frozenset[str]) -> list[Any]:
    value = element.value
    if isinstance(value, bytes):
        value = _unpacked(value, vr)
    elif vr != element.VR:
        return []
    return keep_numbers(vr, value, known_ids=known_ids) or []


def _unpacked(data: bytes, vr: str) -> list[Any]:
    """Values of an attribute whose representation the file doesn't state."""
    letter = _FORMATS.get(vr)
    if letter is None:
        return [text.strip() for text in data.decode("ascii").strip(" \0").split("\\")]
    size = struct.calcsize("<" + letter)
    if len(data) % size:
        return []
    return list(struct.unpack(f"<{len(data) // size}{letter}", data))
