"""From a query as it was understood to what an engine is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from readingroom.search.engines.base import (
    EVERY,
    NONE,
    AllOf,
    AnyOf,
    Clause,
    Held,
    Said,
    Within,
    Without,
)
from readingroom.search.entries import stain_tokens
from readingroom.search.facets import TOLD_FIELDS, TOLD_VALUES, exact_value
from readingroom.search.language import (
    And,
    Everything,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Word,
)
from readingroom.search.texts import Section
from readingroom.search.vocabulary import Vocabulary
from readingroom.search.words import STOP_WORDS, fold, stem, stems

Complete = Callable[[str], Sequence[str]]
_END: Final = Everything()
_DENYING: Final = frozenset({"no", "without", "not"})
_CLOSED: Final = frozenset({"modality", "system", "certainty", "difficulty", "sex", "language",
                            "licence", "has", "group", "age"})  # fmt: skip
_SIGNS: Final = {"+": "+", "-": "−", "−": "−", "–": "−", "±": "±"}
_RESULTS: Final = {"pos": "+", "positive": "+", "neg": "−", "negative": "−"}


@dataclass(frozen=True)
class Planner:
    """Makes clauses of queries.

    Attributes:
        complete: words of the library that begin so, for the reader who asks.
        sections: where words are sought.
    """

    vocabulary: Vocabulary
    complete: Complete
    sections: tuple[Section, ...] = tuple(Section)

    def plan(self, node: Node) -> Clause:
        """The clause of a query."""
        if isinstance(node, Everything):
            return EVERY
        if isinstance(node, Not):
            return Without(self.plan(node.part))
        if isinstance(node, Or):
            return AnyOf(tuple(self.plan(part) for part in node.parts))
        if isinstance(node, And):
            return AllOf(tuple(self._row(node.parts)))
        return AllOf(tuple(self._row([node])))

    def relaxed(self, node: Node) -> Clause:
        """The same where any of the words may fit; a query without operators only."""
        parts = node.parts if isinstance(node, And) else (node,)
        return AnyOf(tuple(self._row(parts)))

    def _row(self, parts: Sequence[Node]) -> list[Clause]:
        """What stands beside each other: words of one name are sought as one."""
        clauses: list[Clause] = []
        run: list[Word] = []
        for part in [*parts, _END]:
            if isinstance(part, Word) and not part.is_prefix:
                run.append(part)
                continue
            clauses += self._words(run)
            run = []
            if part is not _END:
                clauses.append(self._one(part))
        return clauses

    def _one(self, node: Node) -> Clause:
        if isinstance(node, Word):
            return self._beginning(node.text)
        if isinstance(node, Phrase):
            return self._phrase(stems(node.text))
        if isinstance(node, Field):
            return self._field(node)
        return self.plan(node)

    def _words(self, run: Sequence[Word]) -> list[Clause]:
        """Words in a row; what follows "no" is sought among what cases deny."""
        folded = [fold(word.text) for word in run]
        for place, word in enumerate(folded[:-1]):
            if word in _DENYING and self.sections != (Section.SAFE,):
                before = self._names([stem(w) for w in folded[:place] if w not in STOP_WORDS])
                return [*before, *self._denied(stems(" ".join(folded[place + 1 :])))]
        return self._names([stem(word) for word in folded if word not in STOP_WORDS])

    def _names(self, words: Sequence[str]) -> list[Clause]:
        """A clause for each name of the vocabulary and each other word."""
        clauses: list[Clause] = []
        at = 0
        for mention in self.vocabulary.mentions(words):
            clauses += [self._said((word,)) for word in words[at : mention.start]]
            named = words[mention.start : mention.end]
            tokens = [(self.vocabulary.concepts[key].token,) for key in mention.keys]
            if len(named) == 1:
                clauses.append(self._said(*tokens, (named[0],)))
            else:
                # Also where its words stand apart, each by any of its names.
                each = AllOf(tuple(c for word in named for c in self._names([word])))
                clauses.append(AnyOf((self._said(*tokens), each)))
            at = mention.end
        return clauses + [self._said((word,)) for word in words[at:]]

    def _phrase(self, words: Sequence[str]) -> Clause:
        return self._said(tuple(words)) if words else EVERY

    def _beginning(self, text: str) -> Clause:
        """A word that may not be whole: itself, and what the library has that begins so."""
        whole = self._names([stem(fold(text))])
        more = dict.fromkeys(stem(word) for word in self.complete(fold(text)))
        return AnyOf((*whole, *(self._said((word,)) for word in more)))

    def _denied(self, words: Sequence[str]) -> list[Clause]:
        clauses: list[Clause] = []
        at = 0
        for mention in self.vocabulary.mentions(words):
            clauses += [Held("denied", (word,)) for word in words[at : mention.start]]
            tokens = [self.vocabulary.concepts[key].token for key in mention.keys]
            named = Held("denied", tuple(words[mention.start : mention.end]))
            clauses.append(AnyOf((*(Held("denied", (token,)) for token in tokens), named)))
            at = mention.end
        return clauses + [Held("denied", (word,)) for word in words[at:]]

    def _field(self, node: Field) -> Clause:
        if node.low is not None or node.high is not None:
            return Within(node.name, node.low, node.high)
        if node.name == "absent":
            return AllOf(tuple(self._denied(stems(node.text))))
        if node.name in {"finding", "title"}:
            section = Section.FINDINGS if node.name == "finding" else Section.TITLE
            within = Planner(self.vocabulary, self.complete, (section,))
            return AllOf(tuple(within._names(stems(node.text))))
        if node.name == "stain":
            return Held("field", (_stain(node.text),))
        exact = exact_value(node.name, node.text) if node.name in _CLOSED else None
        if exact is not None:
            return Held("facet", (f"{node.name}={exact}",))
        return self._of_field(node)

    def _of_field(self, node: Field) -> Clause:
        words = stems(node.text)
        if not words:
            return NONE
        row = Held("field", tuple(f"{node.name}:{word}" for word in words))
        named = [key for mention in self.vocabulary.mentions(words) for key in mention.keys]
        if not named:
            return row
        return AnyOf((row, *(Held("field", (f"{node.name}:c:{key}",)) for key in named)))

    def _said(self, *alternatives: tuple[str, ...]) -> Said:
        return Said(alternatives, self.sections)


def without_denied(parts: Sequence[Node]) -> tuple[list[Node], list[Word]]:
    """What stands beside each other without the words that are to be denied; and those."""
    said: list[Node] = []
    denied: list[Word] = []
    is_denying = False
    for part, following in zip(parts, [*parts[1:], _END], strict=True):
        if not isinstance(part, Word) or part.is_prefix:
            is_denying = False
            said.append(part)
        elif is_denying:
            denied.append(part)
        elif fold(part.text) in _DENYING and isinstance(following, Word):
            is_denying = not following.is_prefix
        else:
            said.append(part)
    return said, denied


def tells_answers(node: Node) -> bool:
    """Whether a query asks for what is kept back until a case is read."""
    if isinstance(node, Field):
        return node.name in TOLD_FIELDS or _is_told_value(node)
    if isinstance(node, Not):
        return tells_answers(node.part)
    return isinstance(node, And | Or) and any(tells_answers(part) for part in node.parts)


def denies(node: Node) -> bool:
    """Whether a query leaves out, or asks for what cases deny: then what fits by all that a case
    says need not fit by what anybody sees of it.
    """
    if isinstance(node, Word):
        return fold(node.text) in _DENYING
    if isinstance(node, And | Or):
        return any(denies(part) for part in node.parts)
    return isinstance(node, Not)


def _is_told_value(node: Field) -> bool:
    if node.name == "modality":
        return "patholog" in fold(node.text)
    return any(
        node.name == name and fold(value).startswith(fold(node.text)[:4])
        for name, value in (pair.split("=", 1) for pair in TOLD_VALUES)
    )


def _stain(text: str) -> str:
    """``TTF-1+``, ``CK20-`` or ``CK7 negative`` as the token of an entry; without a result, any."""
    last = text.rsplit(maxsplit=1)[-1].lower()
    if last in _RESULTS and " " in text.strip():
        return stain_tokens(f"{text.rsplit(maxsplit=1)[0]} {_RESULTS[last]}")[1]
    sign = _SIGNS.get(text[-1:])
    if sign:
        return stain_tokens(f"{text[:-1]} {sign}")[1]
    return stain_tokens(f"{text} ")[0]
