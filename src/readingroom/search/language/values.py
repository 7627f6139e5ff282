"""The fields of a query and what may stand behind their colon."""

import re
from typing import Final

# What may be typed, and the field's own name.
FIELDS: Final = {
    "modality": "modality", "region": "region", "system": "system", "plane": "plane",
    "sequence": "sequence", "stain": "stain", "age": "age", "sex": "sex",
    "certainty": "certainty", "difficulty": "difficulty", "author": "author",
    "contributor": "author", "has": "has", "language": "language",
    "licence": "licence", "license": "licence",
    "institution": "institution", "year": "year", "title": "title", "diagnosis": "title",
    "finding": "finding", "findings": "finding", "group": "group", "tag": "tag",
    "absent": "absent", "no": "absent", "without": "absent", "number": "number",
}  # fmt: skip
RANGES: Final = frozenset({"age", "year"})
_DAYS: Final = {"d": 1.0, "w": 7.0, "m": 365.25 / 12, "y": 365.25}
_NUMBER = r"(?P<{0}>\d{{1,4}})\s*(?P<{0}_unit>[dwmy])?[a-z]*"
_COMPARED = re.compile(rf"(?P<sign>>=|<=|>|<|≥|≤|=)?\s*{_NUMBER.format('a')}(?P<open>\+)?")
_BETWEEN = re.compile(rf"{_NUMBER.format('a')}\s*(?:-|–|\.\.|to)\s*{_NUMBER.format('b')}")
MOST: Final = 400_000  # days: past any age, past any year


def read_range(field: str, text: str) -> tuple[int | None, int | None] | None:
    """The limits of ``>60``, ``20-40``, ``<=6m``, ``2025``; None where it is no range.

    Ages are in days, in years where no unit is given; an age of 60 is the whole year of being
    60. Limits are included.
    """
    folded = text.strip().lower()
    between = _BETWEEN.fullmatch(folded)
    if between:
        # In 6-12m the unit is of both.
        unit = between["a_unit"] or between["b_unit"]
        low = _first(field, between["a"], unit)
        high = _last(field, between["b"], between["b_unit"])
        return (low, high) if low <= high else (high, low)
    compared = _COMPARED.fullmatch(folded)
    if compared is None:
        return None
    first = _first(field, compared["a"], compared["a_unit"])
    last = _last(field, compared["a"], compared["a_unit"])
    return _limits(">=" if compared["open"] else compared["sign"], first, last)


def _limits(sign: str | None, first: int, last: int) -> tuple[int | None, int | None]:
    if sign == ">":
        return last + 1, None
    if sign == "<":
        return None, first - 1
    if sign in {">=", "≥"}:
        return first, None
    return (None, last) if sign in {"<=", "≤"} else (first, last)


def _first(field: str, number: str, unit: str | None) -> int:
    return int(number) if field == "year" else int(int(number) * _DAYS[unit or "y"])


def _last(field: str, number: str, unit: str | None) -> int:
    if field == "year":
        return int(number)
    return int((int(number) + 1) * _DAYS[unit or "y"]) - 1
