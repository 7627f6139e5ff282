"""Whether a value is one that is searched for.

Source: PS3.4 (2024b) section C.2.2.2: single value, list of UIDs, wild card, range, sequence.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from readingroom.kernel.errors import InvalidInput

_NO_WILDCARDS: Final = frozenset(
    {"DA", "TM", "DT", "UI", "IS", "DS", "US", "SS", "UL", "SL", "AT", "FL", "FD", "AS"}
)
_RANGES: Final = {
    "DA": re.compile(r"\d{8}"),
    "TM": re.compile(r"\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?"),
}
_DATETIME: Final = re.compile(r"\d{4}[0-9.]*")
_LATEST_TIME: Final = "235959.999999"

Attributes = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Match:
    """One attribute and the value wanted in it.

    Attributes:
        path: the tag, and below it those of sequence items, in eight digits.
        vr: of the last.
        wanted: as it came; never empty, which matches anything.
        is_fuzzy: for names: words may begin so, whatever their accents.
    """

    path: tuple[str, ...]
    vr: str
    wanted: str
    is_fuzzy: bool = False

    @property
    def tag(self) -> str:
        """The outermost tag."""
        return self.path[0]

    @cached_property
    def alternatives(self) -> frozenset[str]:
        """The UIDs of a list, or the one value."""
        if self.vr != "UI":
            return frozenset({self.wanted})
        return frozenset(uid for uid in re.split(r"[,\\]", self.wanted) if uid)

    @cached_property
    def between(self) -> tuple[str, str] | None:
        """First and last of a range of dates or times, complete; ``None`` for other values.

        Raises:
            InvalidInput: it is no date or time.
        """
        if self.vr not in {"DA", "TM", "DT"}:
            return None
        low, dash, high = self.wanted.partition("-")
        low, high = low.strip(), high.strip()
        form = _RANGES.get(self.vr, _DATETIME)
        if not (low or high) or any(end and not form.fullmatch(end) for end in (low, high)):
            raise InvalidInput(
                "Write dates as 20240131, times as 093000, and ranges with a “-” between."
            )
        return low, _end_of(high if dash else low, self.vr)

    @cached_property
    def pattern(self) -> "re.Pattern[str]":
        """What folded text has to look like."""
        return re.compile(
            "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in folded(self.wanted)),
            re.DOTALL,
        )

    @property
    def has_wildcard(self) -> bool:
        """Whether ``*`` or ``?`` mean something here."""
        return self.vr not in _NO_WILDCARDS and any(c in self.wanted for c in "*?")

    def fits(self, attributes: Attributes) -> bool:
        """Whether an object in DICOM JSON has the value."""
        return self._fits(attributes, self.path)

    def _fits(self, attributes: Attributes, path: Sequence[str]) -> bool:
        values = attributes.get(path[0], {}).get("Value") or []
        if len(path) > 1:
            return any(self._fits(item, path[1:]) for item in values)
        return any(self.takes(text) for text in texts(values))

    def takes(self, text: str) -> bool:
        """Whether one value, as text, is wanted."""
        if self.between is not None:
            low, high = self.between
            return low <= text <= high if high else low <= text
        if self.vr == "UI":
            return text in self.alternatives
        if self.is_fuzzy:
            return _sounds_alike(self.wanted, text)
        if self.vr in _NO_WILDCARDS:
            return _number(text) == _number(self.wanted)
        return self.pattern.fullmatch(folded(text)) is not None


def folded(text: str) -> str:
    """Text as it is compared: without regard to capitals, which names are always compared so;
    what is around it and empty components at the end of a name do not count.
    """
    return text.strip().rstrip("^").upper()


def texts(values: Iterable[Any]) -> Iterable[str]:
    """Values of DICOM JSON as text; of a name each of its forms."""
    for value in values:
        if isinstance(value, Mapping):
            yield from (str(form) for form in value.values())
        elif value is not None:
            yield str(value)


def _end_of(last: str, vr: str) -> str:
    if vr == "TM" and last:
        return last + _LATEST_TIME[len(last) :]
    return last if vr == "DA" or not last else f"{last}9"


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text.strip()


def _sounds_alike(wanted: str, text: str) -> bool:
    words = _words(text)
    return all(any(word.startswith(w) for word in words) for w in _words(wanted))


def _words(text: str) -> list[str]:
    parts = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return re.findall(r"[^\W_]+", plain)
