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


def is_of_terminology(value: str, scheme: str) -> bool:
    """Whether ``value`` is built as a code of a public terminology is, check digit included, so
    that hardly any number of a patient or a visit could pass for one.

    Source: SNOMED CT identifiers (partition and Verhoeff's check digit); LOINC's check digit
    modulo 10; PS3.16 for the axes of SNOMED RT.
    """
    if scheme == "SCT":
        return _SCTID.fullmatch(value) is not None and _verhoeff(value) == 0
    if scheme in _OF_SNOMED:
        return _SRT.fullmatch(value) is not None
    if scheme in _LEADS:
        return _LEADS[scheme].fullmatch(value) is not None
    return scheme == "LN" and _LOINC.fullmatch(value) is not None and _luhn(value)


# Leads of electrocardiograms (ISO/IEEE 11073-10101 and EN 1064), too short to number anybody.
_LEADS: Final = MappingProxyType(
    {"MDC": re.compile(r"\d{1,2}:\d{1,4}"), "SCPECG": re.compile(r"5\.6\.3-9-\d{1,3}")}
)
_SCTID: Final = re.compile(r"[1-9]\d{2,14}[01]0\d")
_SRT: Final = re.compile(r"[A-Z]-[0-9A-F]{5}")
_LOINC: Final = re.compile(r"\d{1,5}-\d")
# The dihedral group of order ten, and a permutation of its elements.
_TURN: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _product(first: int, second: int) -> int:
    """In the dihedral group: 0 to 4 are turns, 5 to 9 are turns with a flip."""
    turn = first - second if first >= _FLIP else first + second
    flipped = (first >= _FLIP) != (second >= _FLIP)
    return turn % _FLIP + (_FLIP if flipped else 0)


_FLIP: Final = 5


def _verhoeff(digits: str) -> int:
    check = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit)
        for _ in range(place % 8):
            number = _TURN[number]
        check = _product(check, number)
    return check


def _luhn(code: str) -> bool:
    digits = [int(digit) for digit in reversed(code.replace("-", ""))]
    doubled = [2 * d if place % 2 else d for place, d in enumerate(digits)]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0  # noqa: PLR2004  one digit


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
