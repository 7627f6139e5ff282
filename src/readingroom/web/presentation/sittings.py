"""A sitting on pages: how far it is, and what it came to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from readingroom.accounts.models import Person
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.validation import read_stored
from readingroom.cases.access import visible_cases
from readingroom.teaching.models import EntryKind, Sitting, SittingEntry
from readingroom.teaching.selectors.answered import answered_in


@dataclass(frozen=True)
class Outcome:
    """One entry of a sitting at its end.

    Attributes:
        title: with the answer where that may be told, else without.
        score: from 0.00 to 1.00; empty where nothing is scored, or not yet.
        is_open: whether its page can be looked at.
    """

    number: int
    title: str
    what: str
    is_answered: bool
    score: str
    is_open: bool


@dataclass(frozen=True)
class Summary:
    """What a sitting came to. Cases and questions are scored by other laws, and not mixed.

    Attributes:
        cases: the mean of the cases' outcomes, from 0.00 to 1.00; empty where none is scored.
        questions: the same of the questions.
        unjudged: answers that wait for someone to judge them.
    """

    outcomes: tuple[Outcome, ...]
    answered: int
    asked: int
    cases: str
    questions: str
    unjudged: int


@dataclass(frozen=True)
class Progress:
    """How far a sitting is."""

    number: int
    asked: int

    @property
    def done(self) -> int:
        """Entries behind this one."""
        return self.number - 1


def summary_of(person: Person, sitting: Sitting, *, is_told: bool) -> Summary:
    """The end of a sitting; before it may be told without scores and answers."""
    entries = list(sitting.entries.select_related("revision"))
    keys = [entry.case_key for entry in entries]
    visible = set(visible_cases(person).filter(key__in=keys).values_list("key", flat=True))
    answered = answered_in([sitting])
    outcomes = tuple(
        _outcome(entry, is_told=is_told and entry.case_key in visible, answered=answered)
        for entry in entries
    )
    scored = (
        [e for e in entries if e.kind == EntryKind.CASE],
        [e for e in entries if e.kind == EntryKind.ITEM],
    )
    return Summary(
        outcomes=outcomes,
        answered=sum(entry.pk in answered for entry in entries),
        asked=len(entries),
        cases=_mean(scored[0]) if is_told else "",
        questions=_mean(scored[1]) if is_told else "",
        unjudged=sum(entry.pk in answered and entry.score is None for entry in entries),
    )


def _outcome(entry: SittingEntry, *, is_told: bool, answered: Collection[int]) -> Outcome:
    document = read_stored(entry.revision.document) if entry.revision else None
    return Outcome(
        number=entry.number,
        title=_title(document, is_told=is_told),
        what="Case" if entry.kind == EntryKind.CASE else "Question",
        is_answered=entry.pk in answered,
        score=f"{entry.score:.2f}" if is_told and entry.score is not None else "",
        is_open=is_told and document is not None,
    )


def _title(document: CaseDocument | None, *, is_told: bool) -> str:
    if document is None:
        return "Taken out of the library"
    return document.title if is_told else document.safe_title


def _mean(entries: Sequence[SittingEntry]) -> str:
    scores = [entry.score for entry in entries if entry.score is not None]
    return f"{sum(scores) / len(scores):.2f}" if scores else ""
