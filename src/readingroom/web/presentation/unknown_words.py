"""Diagnoses in a learner's own words: what they mean, and what is offered while one types."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from readingroom.casefile.codes import find_codes
from readingroom.learning.answers import plain
from readingroom.search.diagnoses import WordsOfRadiology
from readingroom.search.vocabulary import Vocabulary

__all__ = ["WordsOfRadiology", "code_of", "offered"]

MOST_OFFERED: Final = 8


def code_of(name: str, *, own: Path) -> str:
    """``SCHEME value`` of the entry of the coded list that is called so, or an empty string."""
    wanted = plain(name)
    found = (code for code in find_codes(name, own=own) if plain(code.meaning) == wanted)
    return next((f"{code.scheme} {code.value}" for code in found), "")


def offered(typed: str, vocabulary: Vocabulary, *, own: Path) -> tuple[str, ...]:
    """Diagnoses that begin as typed: the words of radiology first, then the coded list.

    The same for every case, so that nothing is told by what is offered.
    """
    start = plain(typed)
    if not start:
        return ()
    names = [*_names(start, vocabulary), *(c.meaning for c in find_codes(typed, own=own))]
    return tuple({plain(name): name for name in reversed(names)}.values())[::-1][:MOST_OFFERED]


def _names(start: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Names of diagnoses that a word of begins so; the shortest first."""
    found = [
        name
        for concept in vocabulary.concepts.values()
        if vocabulary.groups_of([concept.key]) and not concept.is_group
        for name in (concept.label, *concept.names)
        if f" {plain(name)}".find(f" {start}") >= 0
    ]
    for name in sorted(found, key=lambda name: (not plain(name).startswith(start), len(name))):
        yield name[:1].upper() + name[1:]
