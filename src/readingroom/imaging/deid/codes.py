"""Coded entries: kept when a published terminology has the code, with its published meaning."""

import functools
import hashlib
import hmac
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, cast

# Designators of the same terminology (PS3.16 chapter 8).
_LONGEST: Final = 64  # PS3.5 table 6.2-1, LO
_LONGEST_CODE: Final = 16  # PS3.5 table 6.2-1, SH
LOCAL_SCHEME: Final = "99READINGROOM"
_LOCAL_DIGITS: Final = 12
_LOCAL: Final = re.compile(r"RR[0-9a-f]{12}")
_ATOM: Final = (
    r"(?:10\*?\^?-?\d{1,2}|1|%|\[(?:hnsf'U|pH|ppm|in_i|mi_i)\]|(?:[kMGmunc]?(?:m|s|g|l|L|Hz|Bq|Ci|Gy|Sv|"
    r"Pa|J|W|V|A|T|K|eV|mol|rad))|min|h|d|wk|mo|a|deg|cel|Cel|mm\[Hg\]|bar|HU)"
)
_UNIT: Final = re.compile(rf"/?{_ATOM}(?:\^?-?\d)?(?:[./*]{_ATOM}(?:\^?-?\d)?){{0,4}}")
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
    found = _meanings(scheme).get(value)
    if found is None and scheme == "UCUM" and is_unit(value):
        return value
    return found


def is_unit(text: str) -> bool:
    """Whether ``text`` is made of units and their powers, as UCUM writes them."""
    return len(text) <= _LONGEST_CODE and _UNIT.fullmatch(text) is not None


def local_code(value: str, scheme: str, *, secret: bytes) -> str:
    """A stand-in for a code that nobody published: the same code always has the same one, and
    nobody can tell from it which it was."""
    if scheme == LOCAL_SCHEME and _LOCAL.fullmatch(value):
        return value
    message = f"readingroom-code:{scheme}\0{value}".encode("utf-8", "surrogatepass")
    return "RR" + hmac.new(secret, message, hashlib.sha256).hexdigest()[:_LOCAL_DIGITS]


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
