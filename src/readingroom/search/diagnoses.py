"""What the words of radiology say of diagnoses, for whoever judges what a learner wrote."""

from readingroom.search.vocabulary import Vocabulary
from readingroom.search.words import stems


class WordsOfRadiology:
    """The library's vocabulary, asked about diagnoses alone."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def whole(self, text: str) -> str:
        """The diagnosis that all of ``text`` names, or an empty string."""
        words = stems(text)
        for found in self._vocabulary.mentions(words):
            if (found.start, found.end) == (0, len(words)):
                return next(filter(self._is_diagnosis, found.keys), "")
        return ""

    def first(self, text: str) -> str:
        """The first diagnosis that ``text`` mentions, or an empty string."""
        for found in self._vocabulary.mentions(stems(text)):
            for key in found.keys:
                if self._is_diagnosis(key):
                    return key
        return ""

    def broader(self, key: str) -> tuple[str, ...]:
        """The keys of what a diagnosis is directly a kind of, without mere groups."""
        known = self._vocabulary.concepts
        return tuple(wider for wider in known[key].broader if not known[wider].is_group)

    def _is_diagnosis(self, key: str) -> bool:
        return bool(self._vocabulary.groups_of([key]))
