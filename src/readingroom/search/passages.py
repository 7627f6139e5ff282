"""Why a case fits: passages of its text with what was sought marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from readingroom.search.language import And, Field, Node, Or, Phrase, Word
from readingroom.search.negation import denied_spans, sentences
from readingroom.search.planning import without_denied
from readingroom.search.texts import LABELS, Section, section_texts
from readingroom.search.vocabulary import Vocabulary
from readingroom.search.words import STOP_WORDS, fold, placed_words, stem, stems, stems_of, words_of

_MOST: Final = 2
_LONGEST: Final = 220
_BEFORE: Final = 60
_ORDER: Final = (Section.TITLE, Section.FINDINGS, Section.SAFE, Section.BODY)
Row = tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """A piece of a passage, marked or not."""

    text: str
    is_marked: bool


@dataclass(frozen=True)
class Passage:
    """A sentence of a case, or the part of it around what was sought."""

    section: Section
    pieces: tuple[Piece, ...]

    @property
    def label(self) -> str:
        """Where in the case it stands."""
        return LABELS[self.section]


class Sought:
    """What a query looks for in texts: rows of stems, and beginnings.

    Attributes:
        denied: what is looked for where a text denies it; None where nothing is.
    """

    def __init__(
        self, rows: Iterable[Row], beginnings: Iterable[str], denied: "Sought | None" = None
    ) -> None:
        self.denied = denied
        self._beginnings = tuple(beginnings)
        self._rows: dict[str, list[Row]] = {}
        for row in sorted(dict.fromkeys(rows), key=len, reverse=True):
            if row:
                self._rows.setdefault(row[0], []).append(row)

    def __bool__(self) -> bool:
        return bool(self._rows or self._beginnings or self.denied)

    def may_be_in(self, text: str) -> bool:
        """Whether a closer look at ``text`` is worth while: much quicker than the look."""
        words = words_of(text)
        if self._beginnings and any(word.startswith(self._beginnings) for word in words):
            return True
        if not self._rows.keys().isdisjoint(stems_of(words)):
            return True
        return self.denied is not None and self.denied.may_be_in(text)

    def marked_in(self, sentence: str) -> list[tuple[int, int]]:
        """Where ``sentence`` says what is sought, or denies what is sought so, in order."""
        said = self.places(sentence)
        absent = self.denied.places(sentence) if self.denied else []
        spans = denied_spans(sentence) if said or absent else []

        def is_denied(place: tuple[int, int]) -> bool:
            return any(start <= place[0] < end for start, end in spans)

        return sorted({p for p in said if not is_denied(p)} | {p for p in absent if is_denied(p)})

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where ``text`` has it, from the left, without overlap."""
        words = list(placed_words(text))
        found = []
        at = 0
        while at < len(words):
            length = self._length_at(words, at, text)
            if length:
                found.append((words[at][0], words[at + length - 1][1]))
            at += length or 1
        return found

    def _length_at(self, words: Sequence[tuple[int, int, str]], at: int, text: str) -> int:
        start, end, first = words[at]
        for row in self._rows.get(first, ()):
            if tuple(word[2] for word in words[at : at + len(row)]) == row:
                return len(row)
        is_begun = self._beginnings and fold(text[start:end]).startswith(self._beginnings)
        return 1 if is_begun else 0


def sought_by(node: Node, vocabulary: Vocabulary) -> Sought:
    """What is to be marked for a query: its words, and the other names of what they name."""
    rows: list[Row] = []
    beginnings: list[str] = []
    denied: list[Row] = []
    _collect(node, rows, beginnings, denied)
    absent = Sought(_with_names(denied, vocabulary), ()) if denied else None
    return Sought(_with_names(rows, vocabulary), beginnings, absent)


def _with_names(rows: list[Row], vocabulary: Vocabulary) -> list[Row]:
    run = [row[0] for row in rows if len(row) == 1]
    named = [key for words in ([*run], *map(list, rows)) for key in _named(words, vocabulary)]
    return rows + [row for key in dict.fromkeys(named) for row in _names_below(key, vocabulary)]


def passages(
    document: Mapping[str, Any], sought: Sought, *, sections: Sequence[Section] = _ORDER
) -> tuple[Passage, ...]:
    """The first sentences that have what is sought and do not deny it, at most two."""
    if not sought:
        return ()
    found: list[Passage] = []
    for section in (section for section in _ORDER if section in sections):
        for text in section_texts(document, section):
            found.extend(_of_text(section, text, sought))
            if len(found) >= _MOST:
                return tuple(found[:_MOST])
    return tuple(found)


def _of_text(section: Section, text: str, sought: Sought) -> Iterator[Passage]:
    if not sought.may_be_in(text):
        return
    for _start, sentence in sentences(text):
        if not sought.may_be_in(sentence):
            continue
        places = sought.marked_in(sentence)
        if places:
            yield Passage(section, tuple(_pieces(sentence, places)))
            return


def _pieces(sentence: str, places: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """The sentence cut to what lies around its first mark."""
    begin = 0
    if len(sentence) > _LONGEST and places[0][0] > _BEFORE:
        begin = sentence.find(" ", places[0][0] - _BEFORE) + 1 or places[0][0]
    end = min(len(sentence), begin + _LONGEST)
    if end < len(sentence):
        end = max(sentence.rfind(" ", begin, end), places[0][1])
    at = begin
    if begin:
        yield Piece("… ", is_marked=False)
    for start, stop in places:
        if at <= start and stop <= end:
            yield Piece(sentence[at:start], is_marked=False)
            yield Piece(sentence[start:stop], is_marked=True)
            at = stop
    yield Piece(sentence[at:end].rstrip() + (" …" if end < len(sentence) else ""), is_marked=False)


def _collect(node: Node, rows: list[Row], beginnings: list[str], denied: list[Row]) -> None:
    if isinstance(node, And):
        said, absent = without_denied(node.parts)
        denied += [row for word in absent for row in _rows_of(word)]
        for part in said:
            _collect(part, rows, beginnings, denied)
    elif isinstance(node, Or):
        for part in node.parts:
            _collect(part, rows, beginnings, denied)
    elif isinstance(node, Word) and node.is_prefix:
        beginnings.append(fold(node.text))
    else:
        is_denied = isinstance(node, Field) and node.name == "absent"
        (denied if is_denied else rows).extend(_rows_of(node))


def _rows_of(node: Node) -> Iterator[Row]:
    if isinstance(node, Word):
        if fold(node.text) not in STOP_WORDS:
            yield (stem(fold(node.text)),)
    elif isinstance(node, Phrase) or (
        isinstance(node, Field) and node.name in {"finding", "title"}
    ):
        yield tuple(stems(node.text))
    elif isinstance(node, Field) and node.name == "absent":
        yield from ((word,) for word in stems(node.text))


def _named(words: Sequence[str], vocabulary: Vocabulary) -> Iterator[str]:
    return (key for mention in vocabulary.mentions(words) for key in mention.keys)


@lru_cache(maxsize=2_000)
def _names_below(key: str, vocabulary: Vocabulary) -> tuple[Row, ...]:
    return tuple(
        tuple(stems(name))
        for concept in vocabulary.below(key)
        for name in (concept.label, *concept.names)
    )
