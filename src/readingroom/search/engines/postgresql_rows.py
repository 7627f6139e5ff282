"""An entry as a row of PostgreSQL's: what is looked up, and what it is ranked by."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from readingroom.search.analysis import GAP
from readingroom.search.engines.postgresql_connection import texts
from readingroom.search.entries import Entry
from readingroom.search.texts import Section

# Labels of PostgreSQL's, the weightiest first.
LABELS: Final = dict(zip(Section, "ABCD", strict=True))
LEADING: Final = (Section.TITLE, Section.SAFE)
PREFIXES: Final = {section: f"{label}/" for section, label in LABELS.items()}
FIELD, DENIED, FACET, REACH = "n/", "d/", "x/", "r/"
MAX_TOKEN: Final = 200
_LAST_POSITION: Final = 16_383
_MOST_BYTES: Final = 900_000  # of a vector's 1,048,575, its own bookkeeping left out
_RANKED_PLACES: Final = 3
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
FACET_TYPE: Final = "<u4"


def lexeme(token: str) -> str:
    """A token as PostgreSQL may hold it."""
    return token.replace("\0", "")[:MAX_TOKEN]


def quoted(token: str) -> str:
    """The same in a vector or a query of PostgreSQL's."""
    escaped = lexeme(token).replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def lines_of(entry: Entry, facet_number: Callable[[str], int], circle: int) -> tuple[str, str, str]:
    """What ``COPY`` takes for the tables ``entry``, ``ranked`` and ``words``."""
    case_id, (lead, head, doc) = str(entry.case_id), _vectors(entry)
    return (
        _entry_line(entry, facet_number, circle, (lead, doc)),
        line_of(case_id, head),
        line_of(case_id, texts(sorted(entry.words)), texts(sorted(entry.safe_words))),
    )


def _entry_line(
    entry: Entry, facet_number: Callable[[str], int], circle: int, vectors: tuple[str, str]
) -> str:
    numbers = sorted({facet_number(facet) for facet in entry.facets})
    return line_of(
        str(entry.case_id),
        str(entry.stamp),
        str(entry.published_s),
        str(entry.year),
        None if entry.age_days is None else str(entry.age_days),
        str(circle),
        f"\\x{np.asarray(numbers, FACET_TYPE).tobytes().hex()}",
        *vectors,
    )


def line_of(*values: str | None) -> str:
    """Values as a line of ``COPY`` in its text form."""
    return "\t".join("\\N" if v is None else v.translate(_ESCAPES) for v in values) + "\n"


def _vectors(entry: Entry) -> tuple[str, str, str]:
    """What title and presentation say, what all sections say, and what is looked up."""
    places, last = _places(entry.sections)
    first, _last = _places({section: entry.sections.get(section, ()) for section in LEADING})
    lead, head = (
        _bounded(_placed(token, at[:_RANKED_PLACES]) for token, at in some.items())
        for some in (first, places)
    )
    return (
        lead,
        head,
        _bounded(
            (
                *(_placed(token, at) for token, at in places.items()),
                *(quoted(prefix + token) for prefix, token in _sectioned(entry.sections)),
                *(
                    _placed(token, at)
                    for token, at in _field_places(entry.fields, last + 1).items()
                ),
                *(quoted(DENIED + token) for token in {*entry.denied} - {GAP}),
                *(quoted(FACET + facet) for facet in entry.facets),
                *(quoted(REACH + mark) for mark in entry.reach),
            )
        ),
    )


def _places(sections: Mapping[Section, Sequence[str]]) -> tuple[dict[str, list[str]], int]:
    """Where each token stands; nothing of two sections stands beside each other."""
    places: dict[str, list[str]] = {}
    at = 0
    for section, label in LABELS.items():
        for token in sections.get(section, ()):
            at += 1
            if token != GAP and at <= _LAST_POSITION:
                places.setdefault(token, []).append(f"{at}{label}")
        at += 1
    return places, at


def _field_places(fields: Iterable[str], start: int) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for at, token in enumerate(fields, start=start):
        if token != GAP:
            places.setdefault(FIELD + token, []).append(str(min(at, _LAST_POSITION)))
    return places


def _sectioned(sections: Mapping[Section, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for section, tokens in sections.items():
        yield from ((PREFIXES[section], token) for token in {*tokens} - {GAP})


def _placed(token: str, places: Sequence[str]) -> str:
    return f"{quoted(token)}:{','.join(places)}"


def _bounded(lexemes: Iterable[str]) -> str:
    """As much as one vector holds; no case of a person's writing comes near."""
    held: list[str] = []
    room = _MOST_BYTES
    for one in lexemes:
        room -= 4 * len(one)
        if room < 0:
            break
        held.append(one)
    return " ".join(held)
