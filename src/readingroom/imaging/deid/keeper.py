"""What stays of one element's values: a function for each way to handle an attribute."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timezone
from types import MappingProxyType
from typing import Any, Final

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

from readingroom.imaging.deid import marks, values
from readingroom.imaging.deid.dates import (
    Shift,
    date_beside,
    rebase_datetime,
    rebase_pair,
    time_beside,
)
from readingroom.imaging.deid.descriptions import clean_description
from readingroom.imaging.deid.policy import Policy
from readingroom.imaging.deid.profile import Handling, Rule
from readingroom.imaging.deid.uids import replace_uid
from readingroom.imaging.refusals import LIBRARY_ERRORS

ALL: Final = object()  # every value of the element stays as it is


@dataclass(frozen=True)
class Known:
    """What cleaning one object's values needs to know.

    Attributes:
        secret: the library's key.
        shift: of the patient's dates.
        words: of the patient's identity, folded.
        digits: identifiers that could pass for a number.
        policy: the site's choice.
        zone: the scanner's, where the object states it.
    """

    secret: bytes
    shift: Shift
    words: frozenset[str]
    digits: frozenset[str]
    policy: Policy
    zone: timezone | None

    def __repr__(self) -> str:
        return "Known(…)"  # never a value: this ends up in tracebacks


class Keeper:
    """Keeps values of one object. Each function gives back the values that stay, or ``ALL``.

    Attributes:
        options: codes of CID 7050 that found something to do.
        dated: whether a moved date was kept.
    """

    def __init__(self, known: Known) -> None:
        self.options: set[str] = set()
        self.dated = False
        self._secret = known.secret
        self._shift = known.shift
        self._words = known.words
        self._digits = known.digits
        self._policy = known.policy
        self._zone = known.zone

    def keep(self, source: Dataset, element: DataElement, rule: Rule) -> Any:
        """The values of ``element``, which stands in ``source``, that stay under ``rule``."""
        return _BY_HANDLING[rule.handling](self, source, element, rule)

    def uids(self, _source: Dataset, element: DataElement, _rule: Rule) -> list[str]:
        secret = self._secret
        return [replace_uid(str(uid), secret=secret) for uid in values.as_list(element.value)]

    def dates(self, source: Dataset, element: DataElement, rule: Rule) -> list[str]:
        texts = [str(item) for item in values.as_list(element.value)]
        moved = [self._moved(source, int(element.tag), rule.vr, t, i) for i, t in enumerate(texts)]
        kept = moved if all(moved) else []
        self.dated = self.dated or bool(kept)
        return kept

    def _moved(self, source: Dataset, tag: int, vr: str, text: str, place: int) -> str:
        if vr == "DT":
            return rebase_datetime(text, zone=self._zone, shift=self._shift)
        if vr == "DA":
            return rebase_pair(text, _beside(source, time_beside(tag), place), shift=self._shift)[0]
        return rebase_pair(_beside(source, date_beside(tag), place), text, shift=self._shift)[1]

    def describe(self, _source: Dataset, element: DataElement, rule: Rule) -> Any:
        texts = [str(item) for item in values.as_list(element.value)]
        kept = [shortened(self.cleaned(text), rule.vr) for text in texts]
        if any(kept):
            self.options.add(marks.CLEAN_DESCRIPTORS)
        if texts and kept == texts:
            return ALL
        return kept if all(kept) else []

    def cleaned(self, text: str) -> str:
        """``text`` with only its words that may stay."""
        if not self._policy.descriptions:
            return ""
        return _cleaned_text(text, self._words)

    def terms(self, _source: Dataset, element: DataElement, rule: Rule) -> Any:
        value = element.value
        texts = value if isinstance(value, MultiValue) else [value]
        if all(type(text) is str and values.is_term(rule.keyword, text) for text in texts):
            return ALL
        return values.keep_terms(rule.keyword, value, avoid=self._words)

    def named(self, _source: Dataset, element: DataElement, rule: Rule) -> Any:
        value = element.value
        if type(value) is str and values.is_named(rule.keyword, value):
            return ALL
        return values.keep_named(rule.keyword, value, avoid=self._words, clean=self.cleaned)

    def numbers(self, _source: Dataset, element: DataElement, rule: Rule) -> Any:
        value = element.value
        if rule.keyword == _OUTLINE and type(value) is str:
            return ALL if values.are_points(value) else None
        vr = rule.vr if rule.vr != "US or SS" else element.VR
        if values.reads_as_text(vr, value):
            return None
        if values.are_numbers(value, known_ids=self._digits):
            return ALL
        return values.keep_numbers(vr, value, known_ids=self._digits, keyword=rule.keyword)

    def sex(self, _source: Dataset, element: DataElement, _rule: Rule) -> list[str]:
        return self._characteristic(values.keep_sex(element.value))

    def age(self, _source: Dataset, element: DataElement, _rule: Rule) -> list[str]:
        grouped = values.group_age(element.value, in_years=self._policy.age_in_years)
        return self._characteristic(grouped)

    def body(self, _source: Dataset, element: DataElement, rule: Rule) -> list[str]:
        return self._characteristic(values.keep_body(rule.keyword, element.value))

    def _characteristic(self, kept: str) -> list[str]:
        if kept:
            self.options.add(marks.RETAIN_PATIENT_CHARACTERISTICS)
        return [kept] if kept else []


_OUTLINE: Final = "ContourData"
_BY_HANDLING: Final[MappingProxyType[Handling, Callable[..., Any]]] = MappingProxyType(
    {
        Handling.UID: Keeper.uids,
        Handling.DATE: Keeper.dates,
        Handling.DESCRIBE: Keeper.describe,
        Handling.TERM: Keeper.terms,
        Handling.NUMBER: Keeper.numbers,
        Handling.NAMED: Keeper.named,
        Handling.SEX: Keeper.sex,
        Handling.AGE: Keeper.age,
        Handling.BODY: Keeper.body,
    }
)


@functools.lru_cache(maxsize=8192)
def _cleaned_text(text: str, avoid: frozenset[str]) -> str:
    return clean_description(text, avoid=avoid)


# PS3.5 table 6.2-1.
_LONGEST: Final = MappingProxyType({"SH": 16, "LO": 64, "ST": 1024, "LT": 10240})


def shortened(text: str, vr: str) -> str:
    """``text`` as long as its VR allows, cut between words."""
    longest = _LONGEST.get(vr, len(text))
    return text if len(text) <= longest else text[: longest + 1].rpartition(" ")[0]


def _beside(source: Dataset, tag: int | None, place: int) -> str:
    """The partner value of a date or time, or nothing."""
    if tag is None or tag not in source:
        return ""
    try:
        partners = values.as_list(source[tag].value)
    except LIBRARY_ERRORS:
        return ""
    return str(partners[place]) if place < len(partners) else ""
