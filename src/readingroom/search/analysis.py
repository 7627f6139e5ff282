"""Texts as an index holds them: stems and concepts, with what they deny kept apart."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from readingroom.search.negation import denied_in, may_deny, sentences
from readingroom.search.vocabulary import Vocabulary
from readingroom.search.words import BREAK, GAP, stems_of, words_of

__all__ = ["GAP", "Analysed", "analyse", "concepts_in"]


class Analysed(NamedTuple):
    """What texts say.

    Attributes:
        stems: in order, with ``GAP`` where something denied stood, and between two texts.
        concepts: keys of what they name, once for each time.
        denied: stems of what they deny.
        denied_concepts: keys of the same.
        words: as they are typed, folded; for completing what someone types.
    """

    stems: Sequence[str]
    concepts: Sequence[str]
    denied: Sequence[str]
    denied_concepts: Sequence[str]
    words: set[str]


def analyse(texts: Iterable[str], vocabulary: Vocabulary) -> Analysed:
    """Take texts apart, all in one go: that is twice as quick."""
    text = f"\n{BREAK}\n".join(texts)
    words = words_of(text)
    typed = {*words} - {GAP}
    if not may_deny(words):
        said = stems_of(words)
        return Analysed(said, concepts_in(said, vocabulary), (), (), typed)
    said, denied = _apart(text)
    named, denied_names = concepts_in(said, vocabulary), concepts_in(denied, vocabulary)
    return Analysed(said, named, denied, denied_names, typed)


def concepts_in(words: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Keys of what a row of stems names."""
    return [key for mention in vocabulary.mentions(words) for key in mention.keys]


def _apart(text: str) -> tuple[list[str], list[str]]:
    """Stems of what is said and of what is denied, each with a gap where the other stood."""
    said: list[str] = []
    denied: list[str] = []
    for is_denied, words in _parts(text):
        found = stems_of(words)
        if not found:
            continue
        mine, other = (denied, said) if is_denied else (said, denied)
        mine += found
        if (other or is_denied) and other[-1:] != [GAP]:
            other.append(GAP)
    return said, denied


def _parts(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Words of what is said and of what is denied by turns, in the order of the text."""
    at = 0
    for begin, sentence in sentences(text):
        if not may_deny(words_of(sentence)):
            continue
        for start, end in sorted(denied_in(sentence)):
            past = begin + min(end, len(sentence))  # small letters of some words are more letters
            if past > at:
                first = max(at, begin + start)
                yield False, words_of(text[at:first])
                yield True, words_of(text[first:past])
                at = past
    yield False, words_of(text[at:])
