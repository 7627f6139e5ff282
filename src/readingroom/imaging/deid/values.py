"""Whether a value is of a kind that can't hold identity. Each check returns the value to keep."""

import functools
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence, Set
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from pydicom.tag import BaseTag

_DECIMAL: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_MAX_DECIMAL: Final = 16  # PS3.5 table 6.2-1, DS
_AGE: Final = re.compile(r"(\d{3})([DWMY])")
_INTEGER_RANGE: Final = range(-(2**31), 2**31)  # PS3.5 table 6.2-1, IS
_SEXES: Final = frozenset({"M", "F", "O"})
_SHORTEST_NUMERIC_ID: Final = 6

_ADULT, _OLDEST_GROUP, _ROUNDS_TO_OLDEST, _STEP = 18, 90, 88, 5


def as_list(value: Any) -> list[Any]:
    """The values of an element, none for an empty one."""
    if value is None or value == "":
        return []
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        return [value]
    return list(value)


@functools.cache
def _terms() -> tuple[Set[str], Mapping[str, Set[str]]]:
    """Terms kept in any coded string, and those kept in one attribute only."""
    text = resources.files(__package__).joinpath("defined_terms.json").read_text("utf-8")
    document = json.loads(text)
    own = {keyword: frozenset(terms) for keyword, terms in document["by_keyword"].items()}
    return frozenset(document["everywhere"]), MappingProxyType(own)


@functools.cache
def ordinary_terms() -> frozenset[str]:
    """Every defined term that may stay, and its words, folded."""
    everywhere, by_keyword = _terms()
    terms = [t for listed in (everywhere, *by_keyword.values()) for t in listed]
    return frozenset(word.casefold() for term in terms for word in (term, *term.split()))


@functools.cache
def vocabulary() -> Mapping[str, Any]:
    """``vocabulary.json``: words, values by attribute, and patterns."""
    text = resources.files(__package__).joinpath("vocabulary.json").read_text("utf-8")
    return MappingProxyType(json.loads(text))


def keep_terms(keyword: str, value: Any) -> list[str]:
    """The values of a CS that the standard, or a maker of scanners, defines for it.

    An unlisted value is left out; where position has a meaning (Image Type, PS3.3 section
    C.7.6.1.1.2) ``OTHER`` takes the place of one of the first three.
    """
    everywhere, by_keyword = _terms()
    own = by_keyword.get(keyword, frozenset())
    kept: list[str] = []
    for place, item in enumerate(as_list(value)):
        text = item.strip(" \0") if isinstance(item, str) else ""
        if text in own or text in everywhere:
            kept.append(text)
        elif keyword in _PLACED and place < _PLACED[keyword]:
            kept.append("OTHER")
    return kept


_PLACED: Final = MappingProxyType({"ImageType": 3, "FrameType": 3})


def keep_named(keyword: str, value: Any) -> list[str]:
    """The values of a text attribute when every one is in the attribute's own list."""
    listed = frozenset(vocabulary()["values"].get(keyword, ()))
    patterns = _patterns(keyword)
    texts = [str(item).strip(" \0") for item in as_list(value)]
    known = all(t in listed or any(p.fullmatch(t) for p in patterns) for t in texts)
    return texts if known else []


@functools.cache
def _patterns(keyword: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in vocabulary()["patterns"].get(keyword, ()))


def keep_numbers(vr: str, value: Any, *, known_ids: Set[str]) -> list[Any] | None:
    """The numbers of an element, or ``None`` when one of them is no number or is an identifier.

    Args:
        vr: as the dictionary has it.
        value: as pydicom reads it.
        known_ids: digits of the patient's identifiers; six or more of them, written as a
            number, are no measurement.
    """
    check: Callable[[Any], Any] = _CHECKS.get(vr, _binary)
    numbers: list[Any] = []
    for item in as_list(value):
        number = check(item)
        if number is None or _is_known(number, known_ids):
            return None
        numbers.append(number)
    return numbers


def _is_known(number: Any, known_ids: Set[str]) -> bool:
    digits = str(number).lstrip("+-0").partition(".")[0]
    return len(digits) >= _SHORTEST_NUMERIC_ID and digits in known_ids


def _decimal(item: Any) -> str | None:
    text = str(item).strip(" \0")
    if len(text) <= _MAX_DECIMAL and _DECIMAL.fullmatch(text):
        return text
    try:
        number = float(item)
    except (TypeError, ValueError):
        return None
    return f"{number:.10g}" if math.isfinite(number) else None


def _integer(item: Any) -> str | None:
    try:
        number = int(str(item).strip(" \0"))
    except ValueError:
        return None
    return str(number) if number in _INTEGER_RANGE else None


def _binary(item: Any) -> int | float | None:
    return item if isinstance(item, int | float) and not isinstance(item, bool) else None


def _tag(item: Any) -> BaseTag | None:
    return item if isinstance(item, BaseTag) else None


_CHECKS: Final[Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {"DS": _decimal, "IS": _integer, "AT": _tag}
)


def keep_sex(value: Any) -> str:
    """``M``, ``F`` or ``O``; empty otherwise (PS3.3 table C.7-1)."""
    return value if isinstance(value, str) and value in _SEXES else ""


def group_age(value: Any) -> str:
    """An age that fits many people: adults to the nearest five years, 90 and over as ``090Y``.

    88 and 89 would round into the group of the oldest, which is named 90 and over; they stay
    below it, as ``085Y``. Children keep the age they have. Unreadable ages come back empty.
    """
    found = _AGE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return ""
    number, unit = int(found[1]), found[2]
    if unit != "Y":
        return found[0] if number < _ADULT * 365 / _DAYS[unit] else ""
    if number < _ADULT:
        return found[0]
    if number >= _OLDEST_GROUP:
        return f"{_OLDEST_GROUP:03d}Y"
    if number >= _ROUNDS_TO_OLDEST:
        return f"{_OLDEST_GROUP - _STEP:03d}Y"
    return f"{(number + _STEP // 2) // _STEP * _STEP:03d}Y"


_DAYS: Final = MappingProxyType({"D": 1, "W": 7, "M": 30})
