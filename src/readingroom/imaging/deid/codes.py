"""Coded entries: kept when a published terminology has the code, with its published meaning."""

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, cast

# Designators of the same terminology (PS3.16 chapter 8).
_LONGEST: Final = 64  # PS3.5 table 6.2-1, LO
_OF_SNOMED: Final = frozenset({"SCT", "SRT", "SNM3", "99SDM"})
# CID 82, 83, 84, 85 and 7181 to 7277: units in which images are measured.
_UNITS: Final = MappingProxyType(
    {
        "1": "no units",
        "%": "percent",
        "mm": "millimeter",
        "cm": "centimeter",
        "mm2": "square millimeter",
        "cm2": "square centimeter",
        "mm3": "cubic millimeter",
        "cm3": "cubic centimeter",
        "deg": "degree",
        "ms": "millisecond",
        "s": "second",
        "min": "minute",
        "mm2/s": "square millimeters per second",
        "um2/s": "micrometers squared per second",
        "10-6mm2/s": "10^-6 square millimeters per second",
        "s/mm2": "seconds per square millimeter",
        "[hnsf'U]": "Hounsfield unit",
        "g/ml": "grams per milliliter",
        "{SUVbw}g/ml": "Standardized Uptake Value body weight",
        "{SUVlbm}g/ml": "Standardized Uptake Value lean body mass",
        "{SUVbsa}cm2/ml": "Standardized Uptake Value body surface area",
        "Bq/ml": "Becquerels per milliliter",
        "ml/min/100ml": "milliliters per minute per 100 milliliters",
        "{counts}": "counts",
        "{ratio}": "ratio",
    }
)


def published_meaning(value: str, scheme: str) -> str | None:
    """The meaning of a code of PS3.16, or ``None`` when PS3.16 doesn't use it.

    Args:
        value: Code Value (0008,0100).
        scheme: Coding Scheme Designator (0008,0102). Private ones (``99…``) have no
            publication, and a local procedure code may be a hospital's own.
    """
    if scheme in _OF_SNOMED:
        return _snomed().get(value)
    return _meanings(scheme).get(value)


@functools.cache
def _meanings(scheme: str) -> Mapping[str, str]:
    # Imported here: pydicom.sr takes a second to load, and most commands never clean a file.
    from pydicom.sr._concepts_dict import concepts  # noqa: PLC0415

    found: dict[str, str] = dict(_UNITS) if scheme == "UCUM" else {}
    published = cast(Mapping[str, Mapping[str, Any]], concepts.get(scheme, {}))
    for by_code in published.values():
        for code, entry in by_code.items():
            found.setdefault(code, entry[0][:_LONGEST])
    return found


@functools.cache
def _snomed() -> Mapping[str, str]:
    """By today's concept identifiers and by the retired ``T-…`` codes alike."""
    from pydicom.sr._snomed_dict import mapping  # noqa: PLC0415  # as above

    known = dict(_meanings("SCT"))
    retired = {old: known[new] for old, new in mapping["SRT"].items() if new in known}
    return {**known, **retired}
