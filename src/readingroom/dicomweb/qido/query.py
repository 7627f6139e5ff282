"""What is searched for, read from a query string.

Source: PS3.18 (2024b) sections 8.3.4 (search parameters) and 10.6.1.2.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from pydicom.datadict import dictionary_VR, tag_for_keyword

from readingroom.dicomweb.addresses import Address
from readingroom.dicomweb.qido.levels import BELONGS, sent_unasked
from readingroom.dicomweb.qido.matching import Attributes, Match
from readingroom.kernel.errors import InvalidInput

MOST_RESULTS: Final = 1000
"""What one answer holds at most; more is asked for by ``offset``."""
_MOST_MATCHES: Final = 32
_MOST_LETTERS: Final = 1024
_MOST_OFFSET: Final = 10**7
_TAG: Final = re.compile(r"[0-9A-Fa-f]{8}")
_OTHER: Final = frozenset({"accept", "charset"})


@dataclass(frozen=True)
class Query:
    """One search.

    Attributes:
        level: ``studies``, ``series`` or ``instances``.
        study, series: those the address names; empty where it names none.
        matches: all of which must fit.
        fields: tags asked for besides; ``wants_all`` asks for every one of the level.
    """

    level: str
    study: str = ""
    series: str = ""
    matches: tuple[Match, ...] = ()
    fields: frozenset[str] = frozenset()
    wants_all: bool = False
    limit: int = MOST_RESULTS
    offset: int = 0

    def fits(self, attributes: Attributes) -> bool:
        """Whether an object fits all that is searched for."""
        return all(match.fits(attributes) for match in self.matches)

    def chosen(self, attributes: Attributes) -> dict[str, object]:
        """What of an object is sent, in order of tags; never values that have to be fetched."""
        tags = self._tags(attributes)
        return {
            tag: attributes[tag]
            for tag in sorted(tags)
            if tag in attributes and not _is_bulk(attributes[tag])
        }

    def _tags(self, attributes: Attributes) -> Iterable[str]:
        if self.wants_all:
            return attributes.keys() & BELONGS.get(self.level, attributes.keys())
        unasked = sent_unasked(self.level, has_study=bool(self.study), has_series=bool(self.series))
        return unasked | self.fields


def parse_query(address: Address, query_string: str) -> Query:
    """Read a search.

    Raises:
        InvalidInput: a parameter is unknown, or its value is none it can have.
    """
    pairs = _pairs(query_string)
    is_fuzzy = any(name == "fuzzymatching" and value == "true" for name, value in pairs)
    matches, fields, numbers = [], set[str](), {"limit": MOST_RESULTS, "offset": 0}
    for name, value in pairs:
        if name in numbers:
            numbers[name] = _number(name, value)
        elif name == "includefield":
            fields.update(part.strip() for part in value.split(",") if part.strip())
        elif name == "fuzzymatching":
            if value not in {"true", "false"}:
                raise InvalidInput("fuzzymatching is true or false.")
        elif name not in _OTHER:
            matches += _match(name, value, is_fuzzy=is_fuzzy)
    return Query(
        address.resource,
        address.study,
        address.series,
        tuple(matches),
        frozenset(_path(field)[0] for field in fields - {"all"}),
        wants_all="all" in fields,
        limit=min(numbers["limit"], MOST_RESULTS),
        offset=numbers["offset"],
    )


def _pairs(query_string: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            query_string, keep_blank_values=True, max_num_fields=_MOST_MATCHES, errors="strict"
        )
    except ValueError:
        raise InvalidInput("This search holds too much, or letters that are none.") from None


def _match(name: str, value: str, *, is_fuzzy: bool) -> list[Match]:
    path = _path(name)
    if len(value) > _MOST_LETTERS:
        raise InvalidInput("What is searched for is too long.")
    # An empty value, and a lone star, match anything (universal matching).
    if not value.strip() or not value.strip("*"):
        return []
    vr = dictionary_VR(int(path[-1], 16))
    match = Match(path, vr, value.strip(), is_fuzzy=is_fuzzy and vr == "PN")
    _ = match.between  # refuses what is no date
    return [match]


def _path(name: str) -> tuple[str, ...]:
    """Tags from a keyword or eight digits, or several joined by dots."""
    return tuple(_tag(part) for part in name.split("."))


def _tag(name: str) -> str:
    tag = int(name, 16) if _TAG.fullmatch(name) else tag_for_keyword(name)
    try:
        if tag is not None:
            dictionary_VR(tag)
            return f"{tag:08X}"
    except KeyError:
        pass
    raise InvalidInput("There is no such attribute to search by. Use DICOM keywords or tags.")


def _number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit()) or int(value) > _MOST_OFFSET:
        raise InvalidInput(f"The {name} must be a whole number from 0.")
    return int(value)


def _is_bulk(attribute: object) -> bool:
    return isinstance(attribute, dict) and (
        "BulkDataURI" in attribute or "InlineBinary" in attribute
    )
