"""What an index holds of one case."""

import functools
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from readingroom.search.analysis import GAP, analyse
from readingroom.search.facets import age_in_days, facets_of, label_of
from readingroom.search.texts import Section, texts_of
from readingroom.search.vocabulary import Vocabulary
from readingroom.search.words import fold, stems

# Changes when an entry of the same case would: an index of another form is made anew.
FORM: Final = 2
_MAX_WORD = 40


@dataclass(frozen=True)
class CaseRow:
    """A published case as the database has it.

    Attributes:
        reach: who may have it listed, as ``cases.access`` says.
        document: the published revision's, as stored.
    """

    case_id: int
    number: str
    revision_id: int
    reach: tuple[str, ...]
    institution: str
    published_at: datetime
    document: Mapping[str, Any] = field(repr=False)

    @property
    def stamp(self) -> int:
        """Changes when the case must be indexed again: 63 bits."""
        return stamp_of(self.case_id, self.revision_id, self.reach)


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A published case with its document as the database stores it: JSON, not read yet."""

    case_id: int
    number: str
    revision_id: int
    reach: tuple[str, ...]
    institution: str
    published_at: datetime
    text: str = field(repr=False)

    def read(self) -> CaseRow:
        """The same with its document read."""
        return CaseRow(
            self.case_id,
            self.number,
            self.revision_id,
            self.reach,
            self.institution,
            self.published_at,
            json.loads(self.text),
        )


@dataclass(frozen=True)
class Entry:
    """One case, taken apart.

    Attributes:
        sections: stems and concepts by section.
        facets: ``name=value``.
        fields: for field terms, ``name:stem`` in order.
    """

    case_id: int
    stamp: int
    number: str
    published_s: int
    age_days: int | None
    year: int
    reach: tuple[str, ...]
    sections: Mapping[Section, Sequence[str]]
    denied: Sequence[str]
    facets: tuple[str, ...]
    fields: Sequence[str]
    words: frozenset[str]
    safe_words: frozenset[str]
    diagnoses: tuple[str, ...]


def stamp_of(case_id: int, revision_id: int, reach: Iterable[str]) -> int:
    """63 bits that tell whether an entry is of this revision, for these readers."""
    text = f"{FORM}:{case_id}:{revision_id}:{' '.join(reach)}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1


def make_entry(row: CaseRow, vocabulary: Vocabulary) -> Entry:
    """Take one case apart."""
    sections: dict[Section, list[str]] = {}
    words: dict[Section, set[str]] = {}
    denied: list[str] = []
    for section, texts in texts_of(row.document).items():
        sections[section], words[section] = _section(texts, vocabulary, denied)
    diagnoses = _diagnoses(sections, vocabulary)
    pairs = tuple(dict.fromkeys([*facets_of(row.document), *_of_row(row, diagnoses, vocabulary)]))
    return Entry(
        case_id=row.case_id,
        stamp=row.stamp,
        number=row.number,
        published_s=int(row.published_at.timestamp()),
        age_days=age_in_days(row.document),
        year=row.published_at.year,
        reach=row.reach,
        sections=sections,
        denied=denied,
        facets=tuple(f"{name}={value}" for name, value in pairs),
        fields=_fields(row, pairs, vocabulary),
        words=_typed(set[str]().union(*words.values())),
        safe_words=_typed(words[Section.SAFE]),
        diagnoses=diagnoses,
    )


def _section(
    texts: Iterable[str], vocabulary: Vocabulary, denied: list[str]
) -> tuple[list[str], set[str]]:
    """What a section says, and its words as they are typed; what it denies joins ``denied``."""
    parts = analyse(texts, vocabulary)
    tokens, wider_tokens = vocabulary.tokens, vocabulary.wider_tokens
    named = [tokens[key] for key in parts.concepts]
    wider = dict.fromkeys(wide for key in parts.concepts for wide in wider_tokens[key])
    denied += parts.denied
    denied += [tokens[key] for key in parts.denied_concepts]
    return [*parts.stems, GAP, *named, *wider], parts.words


def _diagnoses(
    sections: Mapping[Section, Sequence[str]], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """Keys of what the title names that is a kind of disease."""
    tokens = dict.fromkeys(
        token.removeprefix("c:") for token in sections[Section.TITLE] if token.startswith("c:")
    )
    return tuple(key for key in tokens if vocabulary.groups_of([key]))


def _of_row(
    row: CaseRow, diagnoses: Iterable[str], vocabulary: Vocabulary
) -> Iterable[tuple[str, str]]:
    yield "year", str(row.published_at.year)
    if row.institution:
        yield "institution", row.institution
    for group in vocabulary.groups_of(diagnoses):
        yield "group", group


def _fields(row: CaseRow, pairs: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> list[str]:
    fields: list[str] = []
    for name, value in pairs:
        fields += _facet_tokens(name, value, vocabulary)
    for maker in row.document.get("contributors", ()):
        fields += _field_tokens("author", maker["name"], vocabulary)
    for tag in row.document.get("tags", ()):
        fields += _field_tokens("tag", tag, vocabulary)
    return fields


@functools.lru_cache(maxsize=20_000)  # most values are of short lists
def _facet_tokens(name: str, value: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    return _field_tokens(name, label_of(name, value), vocabulary)


@functools.lru_cache(maxsize=20_000)
def _field_tokens(name: str, text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    said = stems(text)
    tokens = [*(f"{name}:{stem}" for stem in said), GAP]
    if name == "stain":
        tokens += stain_tokens(text)
    for mention in vocabulary.mentions(said):
        tokens += [f"{name}:{vocabulary.tokens[key]}" for key in mention.keys]
    return tuple(tokens)


def stain_tokens(text: str) -> list[str]:
    """``TTF-1 +`` as the marker without its hyphens, alone and with its result."""
    marker, _space, result = text.rpartition(" ")
    key = "".join(letter for letter in fold(marker) if letter.isalnum())
    return [f"stain:{key}", f"stain:{key}{result}"]


def _typed(words: Set[str]) -> frozenset[str]:
    if max(map(len, words), default=0) > _MAX_WORD:
        words = {word for word in words if len(word) <= _MAX_WORD}
    return frozenset(words)
