"""Whether a value is of a kind that can't hold identity. Each check returns the value to keep."""

import functools
import json
import math
import re
import struct
from collections.abc import Callable, Mapping, Sequence, Set
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from pydicom.multival import MultiValue
from pydicom.tag import BaseTag
from pydicom.valuerep import IS, DSfloat

from readingroom.imaging.deid.words import words_of

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


@functools.cache
def technical() -> Mapping[str, Any]:
    """``technical.json``: words of makers, values by attribute, and patterns."""
    text = resources.files(__package__).joinpath("technical.json").read_text("utf-8")
    document = json.loads(text)
    return MappingProxyType({**document, "words": frozenset(document["words"])})


def keep_terms(keyword: str, value: Any, *, avoid: Set[str] = frozenset()) -> list[str]:
    """The values of a CS that the standard, or a maker of scanners, defines for it.

    A value that no list has stays when each of its words is one of technique. Another is left
    out; where position has a meaning (Image Type, PS3.3 section C.7.6.1.1.2) ``OTHER`` takes the
    place of one of the first three.

    Args:
        keyword: of the attribute.
        value: as pydicom reads it.
        avoid: words of this patient's identity, folded.
    """
    kept: list[str] = []
    for place, item in enumerate(as_list(value)):
        text = item.strip(" \0") if isinstance(item, str) else ""
        listed = not text or is_term(keyword, text) or is_named(keyword, text)
        if listed or _is_technical_term(text, avoid):
            kept.append(text)
        elif place < _PLACED.get(keyword, 0):
            kept.append("OTHER")
    return kept if any(kept) else []


@functools.lru_cache(maxsize=16_384)
def is_term(keyword: str, text: str) -> bool:
    """Whether a list has ``text`` as a value of this attribute."""
    everywhere, by_keyword = _terms()
    return text in everywhere or text in by_keyword.get(keyword, ())


def _is_technical_term(text: str, avoid: Set[str]) -> bool:
    return len(text) <= _MAX_TERM and _is_technical(text.replace("_", " "), avoid)


_PLACED: Final = MappingProxyType({"ImageType": 3, "FrameType": 3})
_MAX_TERM: Final = 16  # PS3.5 table 6.2-1, CS
_WORD: Final = re.compile(r"[^\W_]+")
_TECHNICAL_CODE: Final = re.compile(
    r"[a-z]{0,2}\d{1,2}[a-z]?"
)  # such as b8, t2w, 3d; too short for an id


def _is_technical(text: str, avoid: Set[str]) -> bool:
    """Whether all its words are known ones of technique or anatomy, and some are words."""
    found = [word.casefold() for word in _WORD.findall(text)]
    if not any(_is_word(word) for word in found):
        return False
    return all(_is_technical_word(word) and word not in avoid for word in found)


@functools.lru_cache(maxsize=16_384)
def _is_word(word: str) -> bool:
    """Whether a list has ``word``, and it is more than a letter or a number."""
    listed = word in technical()["words"] or word in ordinary_terms()
    return len(word) > 1 and not word.isdigit() and (listed or word in words_of("clinical"))


def _is_technical_word(word: str) -> bool:
    return _is_word(word) or _TECHNICAL_CODE.fullmatch(word) is not None


def keep_named(
    keyword: str, value: Any, *, avoid: Set[str], clean: Callable[[str], str]
) -> list[str]:
    """The names of a maker, a model, a program or a parameter: as they are when they are in the
    attribute's own list or made of known words, else what is left of them once cleaned.

    Args:
        keyword: of the attribute.
        value: as pydicom reads it.
        avoid: words of this patient's identity, folded.
        clean: takes a text to its words that may stay.
    """
    texts = [str(item).strip(" \0") for item in as_list(value)]
    kept = [
        text if is_named(keyword, text) or _is_name_of_thing(text, avoid) else clean(text)
        for text in texts
    ]
    return kept if any(kept) else []


def _is_name_of_thing(text: str, avoid: Set[str]) -> bool:
    """Whether ``text`` is made of known words and of the numbers of models and versions."""
    found = [word.casefold() for word in _WORD.findall(text)]
    if not any(_is_word(word) for word in found):
        return False
    return all(
        (_is_technical_word(word) or _MODEL_NUMBER.fullmatch(word)) and word not in avoid
        for word in found
    )


_MODEL_NUMBER: Final = re.compile(r"[a-z]{0,2}\d{1,4}[a-z]{0,2}")


@functools.lru_cache(maxsize=4096)
def is_named(keyword: str, text: str) -> bool:
    """Whether ``text`` is in the attribute's own list or of a form that is."""
    listed = text in _own_values(keyword)
    return listed or any(pattern.fullmatch(text) for pattern in _patterns(keyword))


@functools.cache
def _own_values(keyword: str) -> Set[str]:
    return frozenset(technical()["values"].get(keyword, ()))


@functools.cache
def _patterns(keyword: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in technical()["patterns"].get(keyword, ()))


def keep_numbers(
    vr: str, value: Any, *, known_ids: Set[str], keyword: str = ""
) -> list[Any] | None:
    """The numbers of an element, or ``None`` when one of them is no number or is an identifier:
    one of the patient's, or one too long for what it should measure.

    Args:
        vr: as the dictionary has it.
        value: as pydicom reads it.
        keyword: of the attribute.
        known_ids: digits of the patient's identifiers; six or more of them, written as a
            number, are no measurement.
    """
    check: Callable[[Any], Any] = _CHECKS.get(vr, _binary)
    numbers: list[Any] = []
    for item in as_list(value):
        number = check(item)
        if number is None or _is_known(number, known_ids) or _is_too_long(number, vr, keyword):
            return None
        numbers.append(number)
    return numbers


# Whole numbers that may be long; those of other attributes are short.
_COUNTS: Final = frozenset(
    {"CountsAccumulated", "ActualFrameDuration", "FrameReferenceTime", "RadionuclideTotalDose"}
    | {"ExposureInuAs", "ExposureTimeInuS", "XRayTubeCurrentInuA", "RadionuclideHalfLife"}
    | {
        "RadiopharmaceuticalSpecificActivity",
        "DoseCalibrationFactor",
        "RealWorldValueLastValueMapped",
    }
    | {"TotalPixelMatrixColumns", "TotalPixelMatrixRows", "NumericValue", "FloatingPointValue"}
    | {"WindowWidth", "WindowCenter", "PixelPaddingValue", "LargestImagePixelValue", "TotalCounts"}
    | {"SmallestImagePixelValue", "RealWorldValueFirstValueMapped", "LUTDescriptor", "CountRate"}
    | {"EncapsulatedPixelDataValueTotalLength", "EncapsulatedDocumentLength", "AreaOfInterest"}
    | {"AcquisitionDuration", "ExposureTime", "PhotodiodeGain", "LossyImageCompressionRatio"}
    | {"FrameTimeVector", "SliceSensitivityFactor", "CountsIncluded", "DecayFactor"}
)
_LONGEST_WHOLE: Final = MappingProxyType({"IS": 5})
_LONGEST_OTHER: Final = 6


def _is_too_long(number: Any, vr: str, keyword: str) -> bool:
    whole, _, fraction = str(number).lstrip("+-0").partition(".")
    if len(whole) <= _LONGEST_WHOLE.get(vr, _LONGEST_OTHER) or keyword in _COUNTS:
        return False
    return whole.isdigit() and not fraction.strip("0")


def are_numbers(value: Any, *, known_ids: Set[str]) -> bool:
    """Whether ``value`` may stay as it is: numbers in the form in which they are written, short,
    and none an identifier. False says nothing: ``keep_numbers`` decides."""
    items = value if isinstance(value, MultiValue | list) else (value,)
    for item in items:
        kind = type(item)
        if kind is int or kind is float:
            if not -_SMALLEST_ID < item < _SMALLEST_ID:
                return False
        elif kind is DSfloat or kind is IS:
            text = getattr(item, "original_string", "")
            form = _WHOLE if kind is IS else _DECIMAL
            short = -_SMALLEST_ID < item < _SMALLEST_ID and _has_form(text, form)
            if not short or _is_known(text, known_ids):
                return False
        else:
            return False
    return True


@functools.lru_cache(maxsize=16_384)
def _has_form(text: str, form: re.Pattern[str]) -> bool:
    return len(text) <= _MAX_DECIMAL and form.fullmatch(text) is not None


_SMALLEST_ID: Final = 10 ** (_SHORTEST_NUMERIC_ID - 1)
_WHOLE: Final = re.compile(r"[+-]?\d{1,10}")


def reads_as_text(vr: str, value: Any) -> bool:
    """Whether binary numbers are letters and digits in truth: a name written where a number
    belongs. Four letters can't be told from a number; more are no measurement."""
    letter = _BINARY.get(vr)
    items = value if isinstance(value, MultiValue | list) else (value,)
    if letter is None or len(items) * struct.calcsize(letter) < _SHORTEST_TEXT:
        return False
    if letter in "fd" and any(_is_absurd(item) for item in items):
        return True
    data = struct.pack(f"<{len(items)}{letter}", *items).rstrip(b"\0 ")
    return len(data) >= _SHORTEST_TEXT and data.isascii() and data.decode().isprintable()


_SHORTEST_TEXT: Final = 6
_BINARY: Final = MappingProxyType(
    {"US": "H", "SS": "h", "UL": "L", "SL": "l", "FL": "f", "FD": "d", "UV": "Q", "SV": "q"}
)
_TINIEST, _GREATEST = 1e-30, 1e18


def _is_absurd(number: float) -> bool:
    size = abs(number)
    return not math.isfinite(size) or 0 < size < _TINIEST or size > _GREATEST


def _is_known(number: Any, known_ids: Set[str]) -> bool:
    if not known_ids:
        return False
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


def are_points(text: str) -> bool:
    """Whether ``text`` is decimals with a backslash between, none too long for a place in a
    patient in millimetres (PS3.3 section C.8.8.6)."""
    return _POINTS.fullmatch(text) is not None


_POINT: Final = r" *[+-]?\d{0,4}\.?\d{0,12}(?:[eE][+-]?\d{1,2})? *"
_POINTS: Final = re.compile(rf"(?>{_POINT}\\)*{_POINT}")


def keep_body(keyword: str, value: Any) -> str:
    """A size in metres or a weight in kilograms that a person can have; empty otherwise."""
    text = _decimal(value) if value not in (None, "") else None
    least, most = _BODIES[keyword]
    return text if text is not None and least <= float(text) <= most else ""


_BODIES: Final = MappingProxyType({"PatientSize": (0.2, 2.5), "PatientWeight": (0.2, 400.0)})


def keep_sex(value: Any) -> str:
    """``M``, ``F`` or ``O``; empty otherwise (PS3.3 table C.7-1)."""
    return value if isinstance(value, str) and value in _SEXES else ""


def group_age(value: Any, *, in_years: bool = False) -> str:
    """An age that fits many people: adults to the nearest five years, 90 and over as ``090Y``.

    88 and 89 would round into the group of the oldest, which is named 90 and over; they stay
    below it, as ``085Y``. Children keep the age they have. Unreadable ages come back empty.

    Args:
        value: an AS (PS3.5 table 6.2-1).
        in_years: leave ages under 90 as they are.
    """
    found = _AGE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return ""
    number, unit = int(found[1]), found[2]
    if unit != "Y":
        return found[0] if number < _ADULT * 365 / _DAYS[unit] else ""
    if number >= _OLDEST_GROUP:
        return f"{_OLDEST_GROUP:03d}Y"
    if number < _ADULT or in_years:
        return found[0]
    if number >= _ROUNDS_TO_OLDEST:
        return f"{_OLDEST_GROUP - _STEP:03d}Y"
    return f"{(number + _STEP // 2) // _STEP * _STEP:03d}Y"


_DAYS: Final = MappingProxyType({"D": 1, "W": 7, "M": 30})
