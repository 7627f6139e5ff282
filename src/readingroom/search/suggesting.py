"""Suggestions while someone types, of what this reader may find and of nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from readingroom.search.engines.base import Ask, Engine, Scope
from readingroom.search.facets import NAMES, label_of
from readingroom.search.language import read
from readingroom.search.language.parse import MAX_LENGTH
from readingroom.search.language.values import FIELDS
from readingroom.search.planning import Planner
from readingroom.search.texts import Section
from readingroom.search.vocabulary import Concept, Vocabulary
from readingroom.search.words import STOP_WORDS, fold

_MOST: Final = 8
_MOST_NAMES: Final = 3
_SHORTEST: Final = 2
_OWN_NAMES: Final = tuple(sorted(set(FIELDS.values())))


@dataclass(frozen=True)
class Suggestion:
    """One way to go on.

    Attributes:
        text: what the box would hold.
        label: what is shown.
        count: how many cases it would find; None where it is not whole yet.
    """

    text: str
    label: str
    count: int | None = None


def suggest(
    typed: str, engine: Engine, vocabulary: Vocabulary, scope: Scope
) -> tuple[Suggestion, ...]:
    """Ways to go on from what was typed, at most eight, each once."""
    typed = typed[:MAX_LENGTH]
    before, _space, last = typed.rpartition(" ")
    before = f"{before} " if before else ""
    found = [
        *_field_terms(before, last, engine, scope),
        *_names(before, last, engine, vocabulary, scope),
        *_words(before, last, engine, scope),
    ]
    once: dict[str, Suggestion] = {}
    for suggestion in found:
        once.setdefault(suggestion.text, suggestion)
    return tuple(once.values())[:_MOST]


def _field_terms(before: str, last: str, engine: Engine, scope: Scope) -> Iterator[Suggestion]:
    name, colon, begun = last.partition(":")
    if not colon:
        if len(last) > _SHORTEST:
            for field in _OWN_NAMES:
                if field.startswith(fold(last)):
                    yield Suggestion(f"{before}{field}:", f"{field}:")
        return
    field = FIELDS.get(fold(name), "")
    if field not in NAMES or field == "age":
        return
    begun = fold(begun.strip('"'))
    for value, count in engine.answer(Ask(scope, limit=1)).counts.get(field, {}).items():
        label = label_of(field, value)
        if any(fold(word).startswith(begun) for word in (label, *label.split(), value)):
            quoted = f'"{label}"' if not label.isalnum() else label
            yield Suggestion(f"{before}{field}:{quoted} ", f"{field}: {label}", count)


def _names(
    before: str, last: str, engine: Engine, vocabulary: Vocabulary, scope: Scope
) -> Iterator[Suggestion]:
    """Names of the vocabulary that begin as typed, where the reader would find a case."""
    begun = fold(last)
    if len(begun) < _SHORTEST or ":" in begun:
        return
    told = 0
    for concept in vocabulary.concepts.values():
        name = _name_begun(concept, begun)
        if name is None:
            continue
        count = _count(name, engine, vocabulary, scope)
        if count:
            told += 1
            label = concept.label if name == concept.label else f"{name} ({concept.label})"
            yield Suggestion(f"{before}{name} ", label, count)
        if told == _MOST_NAMES:
            return


def _name_begun(concept: Concept, begun: str) -> str | None:
    names = (concept.label, *concept.names)
    return next((name for name in names if fold(name).startswith(begun)), None)


def _count(name: str, engine: Engine, vocabulary: Vocabulary, scope: Scope) -> int:
    """Cases of the scope that a name finds; of unread ones only where anybody sees it."""
    tree = read(name).tree
    whole, safe = (
        Planner(vocabulary, lambda _beginning: (), sections).plan(tree)
        for sections in (tuple(Section), (Section.SAFE,))
    )
    return engine.answer(Ask(scope, whole, safe, limit=0, counts=False)).total


def _words(before: str, last: str, engine: Engine, scope: Scope) -> Iterator[Suggestion]:
    begun = fold(last)
    if len(begun) < _SHORTEST or not begun.isalnum():
        return
    for word, count in engine.completions(begun, scope, _MOST):
        if word not in STOP_WORDS:
            yield Suggestion(f"{before}{word} ", word, count)
