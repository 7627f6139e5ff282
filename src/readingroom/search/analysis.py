"""A text as an index holds it: stems and concepts, with what it denies kept apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from readingroom.search.negation import denied_spans
from readingroom.search.vocabulary import Vocabulary
from readingroom.search.words import WORD, fold, placed_words, stems

# Stands where words were taken out, so that their neighbours are no phrase.
GAP = "_"


@dataclass(frozen=True)
class Analysed:
    """What one text says.

    Attributes:
        stems: in order, with ``GAP`` where something denied stood.
        concepts: keys of what it names, once for each time.
        denied: stems of what it denies.
        denied_concepts: keys of the same.
    """

    stems: Sequence[str]
    concepts: Sequence[str]
    denied: Sequence[str] = ()
    denied_concepts: Sequence[str] = ()


def analyse(text: str, vocabulary: Vocabulary) -> Analysed:
    """Take a text apart."""
    spans = denied_spans(text)
    if not spans:
        said = stems(text)
        return Analysed(said, concepts_in(said, vocabulary))
    said, denied = _apart(text, spans)
    return Analysed(said, concepts_in(said, vocabulary), denied, concepts_in(denied, vocabulary))


def concepts_in(words: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Keys of what a row of stems names."""
    return [key for mention in vocabulary.mentions(words) for key in mention.keys]


def surface_words(text: str) -> set[str]:
    """The words of a text as they are typed, folded; for completing what someone types."""
    return set(WORD.findall(fold(text)))


def _apart(text: str, spans: Sequence[tuple[int, int]]) -> tuple[list[str], list[str]]:
    said: list[str] = []
    denied: list[str] = []
    for start, _end, stem in placed_words(text):
        if any(a <= start < b for a, b in spans):
            denied.append(stem)
            if not said or said[-1] != GAP:
                said.append(GAP)
        else:
            said.append(stem)
            if denied and denied[-1] != GAP:
                denied.append(GAP)
    return said, denied
