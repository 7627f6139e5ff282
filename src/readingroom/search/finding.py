"""Finding cases: from what a reader typed and ticked to what fits, for that reader alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.cases.access import closed_cases, marks_held_by
from readingroom.cases.models import CaseOpening
from readingroom.search.engines.base import (
    EVERY,
    AllOf,
    Answer,
    Ask,
    Clause,
    Engine,
    OneOf,
    Scope,
)
from readingroom.search.language import And, Node, Word, in_words, read
from readingroom.search.marks import pending_cases
from readingroom.search.ordering import Apart, answer_apart
from readingroom.search.passages import Sought, sought_by
from readingroom.search.planning import Planner, tells_answers
from readingroom.search.spelling import probable_word
from readingroom.search.texts import Section
from readingroom.search.vocabulary import Vocabulary
from readingroom.search.words import STOP_WORDS, fold

_COMPLETIONS: Final = 20


@dataclass(frozen=True)
class Wish:
    """What a reader wants.

    Attributes:
        chosen: values by facet.
        in_findings: look into the findings of studies and nowhere else.
        hide: keep back whatever tells the answer of a case the reader has not opened.
        typing: the last word may be the beginning of one.
        apart: the cases that the order sets apart; None where the index knows the order.
    """

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = "relevance"
    start: int = 0
    limit: int = 24
    in_findings: bool = False
    hide: bool = False
    typing: bool = False
    apart: Apart | None = None


@dataclass(frozen=True)
class Finding:
    """What was found, and how the query was read.

    Attributes:
        total: cases the reader could find at all.
        corrected: the query that was used instead; empty where it was the reader's own.
        is_relaxed: no case has all the words; these have some.
        sought: what to mark in their texts.
        scope: who asked.
    """

    answer: Answer
    total: int
    scope: Scope
    notes: tuple[str, ...] = ()
    corrected: str = ""
    is_relaxed: bool = False
    sought: Sought = field(default_factory=lambda: Sought((), ()))


def scope_of(actor: Actor, *, hide: bool) -> Scope:
    """What ``actor`` may find; with ``hide`` only answers of cases they have opened count."""
    seen = None
    if hide:
        opened: list[int] = []
        if isinstance(actor, Person):
            opened = list(
                CaseOpening.objects.filter(person=actor).values_list("case_id", flat=True)
            )
        seen = frozenset(opened)
    absent = pending_cases() | frozenset(closed_cases(actor))
    return Scope(marks_held_by(actor), absent, seen)


def find(engine: Engine, vocabulary: Vocabulary, scope: Scope, wish: Wish) -> Finding:
    """What fits. Where nothing does: with the last word as a beginning, then with typing errors
    mended, then with any of the words.
    """
    reading = read(wish.text, typing=wish.typing)
    seeker = _Seeker(engine, vocabulary, scope, wish)
    found = Finding(
        answer=seeker.ask(reading.tree),
        total=engine.answer(Ask(scope, limit=1, counts=False)).total,
        scope=scope,
        notes=reading.notes,
        sought=sought_by(reading.tree, vocabulary),
    )
    if found.answer.total or wish.chosen or not _is_plain(reading.tree):
        return found
    mended = reading.tree
    for mended in seeker.kinder(reading.tree):
        answer = seeker.ask(mended) if mended != reading.tree else found.answer
        if answer.total:
            sought = sought_by(mended, vocabulary)
            return replace(found, answer=answer, corrected=in_words(mended), sought=sought)
    relaxed = seeker.ask(mended, relaxed=True)
    if relaxed.total and isinstance(mended, And):
        sought = sought_by(mended, vocabulary)
        return replace(found, answer=relaxed, is_relaxed=True, sought=sought)
    return found


def fitting(
    engine: Engine, vocabulary: Vocabulary, scope: Scope, wish: Wish, *, among: frozenset[int]
) -> frozenset[int]:
    """Which of the cases ``among`` fit, taken as it is written: nothing is mended or relaxed."""
    seeker = _Seeker(engine, vocabulary, scope, wish)
    return frozenset(seeker.ask_among(read(wish.text).tree, among).hits)


def _is_plain(tree: Node) -> bool:
    """Words beside each other and nothing else: what may be read more kindly."""
    parts = tree.parts if isinstance(tree, And) else (tree,)
    return all(isinstance(part, Word) for part in parts)


@dataclass(frozen=True)
class _Seeker:
    engine: Engine
    vocabulary: Vocabulary
    scope: Scope
    wish: Wish

    def ask(self, tree: Node, *, relaxed: bool = False) -> Answer:
        """Ask the engine for one reading of the query."""
        clause, unseen = self._clauses(tree, relaxed=relaxed)
        ask = Ask(
            scope=self.scope,
            clause=clause,
            unseen_clause=unseen,
            filters=self.wish.chosen,
            order=self._order(clause == EVERY),
            start=self.wish.start,
            limit=self.wish.limit,
        )
        if self.wish.apart is not None:
            return answer_apart(self.engine, ask, self.wish.apart)
        return self.engine.answer(ask)

    def ask_among(self, tree: Node, case_ids: frozenset[int]) -> Answer:
        """Ask which of some cases fit; unread ones by what anybody sees, where answers hide."""
        clause, unseen = self._clauses(tree)
        these = OneOf(case_ids)
        return self.engine.answer(
            Ask(
                self.scope,
                clause=AllOf((clause, these)),
                unseen_clause=None if unseen is None else AllOf((unseen, these)),
                filters=self.wish.chosen,
                limit=max(1, len(case_ids)),
                counts=False,
            )
        )

    def _clauses(self, tree: Node, *, relaxed: bool = False) -> tuple[Clause, Clause | None]:
        """What must fit, and the same for a case whose answer may not be used."""
        sections = (Section.FINDINGS,) if self.wish.in_findings else tuple(Section)
        whole = Planner(self.vocabulary, self._complete, sections)
        safe = Planner(self.vocabulary, self._complete, (Section.SAFE,))
        clause = whole.relaxed(tree) if relaxed else whole.plan(tree)
        if self.wish.in_findings or tells_answers(tree):
            return clause, None
        return clause, safe.relaxed(tree) if relaxed else safe.plan(tree)

    def kinder(self, tree: Node) -> Iterator[Node]:
        """What may have been meant, the likelier first."""
        yield read(self.wish.text, typing=True).tree
        yield self.mended(tree)

    def mended(self, tree: Node) -> Node:
        """The query with each word that no case has put right, where a near one is known."""
        if isinstance(tree, And):
            return replace(tree, parts=tuple(self.mended(part) for part in tree.parts))
        if not isinstance(tree, Word) or fold(tree.text) in STOP_WORDS:
            return tree
        if self.ask_count(tree):
            return tree
        word = probable_word(fold(tree.text), self.engine, self.scope)
        return Word(word) if word else tree

    def ask_count(self, tree: Node) -> int:
        """How many cases fit, whatever is ticked."""
        clause, unseen = self._clauses(tree)
        return self.engine.answer(Ask(self.scope, clause, unseen, limit=0, counts=False)).total

    def _order(self, is_everything: bool) -> str:  # noqa: FBT001  # the one thing it depends on
        if self.wish.order == "relevance" and is_everything:
            return "newest"
        return self.wish.order

    def _complete(self, beginning: str) -> list[str]:
        found = self.engine.completions(beginning, self.scope, _COMPLETIONS)
        return [word for word, _count in found]
