"""Where answers are found again: of people in their rows, of visitors in their session."""

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from django.db.models import Max

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.kernel.errors import StateConflict
from readingroom.learning.models import ItemAnswer, ItemJudgement, Judge, Source

SESSION_KEY: Final = "questions"
MOST_CASES: Final = 10
MOST_ANSWERS: Final = 60
_FIELDS: Final = (
    "item", "item_version", "kind", "source", "context", "number", "token", "given", "certainty",
    "score", "marks", "is_right", "detail", "seconds",
)  # fmt: skip


@dataclass(frozen=True)
class Answered:
    """The newest answer to an item, with what people made of it.

    Attributes:
        own: the learner's own marking, the newest.
        teacher: a teacher's, the newest.
    """

    answer: ItemAnswer
    own: ItemJudgement | None = None
    teacher: ItemJudgement | None = None

    @property
    def judgement(self) -> ItemJudgement | None:
        """The one that counts: a teacher's, else the learner's own."""
        return self.teacher or self.own

    @property
    def score(self) -> float | None:
        """From 0 to 1; None where nobody has judged it yet."""
        return self.judgement.score if self.judgement else self.answer.score


class Answers(Protocol):
    """The answers of one reader."""

    def latest(self, case_key: UUID, *, context: str = "") -> dict[str, Answered]:
        """The newest answer to each item: in a sitting, or, without a ``context``, in practice."""
        ...

    def next_number(self, case_key: UUID, item: str) -> int:
        """Which answer of theirs to an item the next will be, wherever it is asked; from 1."""
        ...

    def keep(self, answer: ItemAnswer) -> ItemAnswer:
        """Keep what was answered and is kept nowhere yet."""
        ...

    def judge(self, judgement: ItemJudgement) -> None:
        """Keep a marking."""
        ...


class PersonAnswers:
    """Rows of someone who is signed in; ``answer_item`` has kept them."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def latest(self, case_key: UUID, *, context: str = "") -> dict[str, Answered]:
        """The newest of each item."""
        rows = ItemAnswer.objects.filter(person=self.person, case_key=case_key, context=context)
        if not context:
            rows = rows.filter(source__in=[Source.PRACTICE, Source.REVIEW])
        newest = {answer.item: answer for answer in rows.order_by("pk")}
        return _with_judgements(newest.values())

    def next_number(self, case_key: UUID, item: str) -> int:
        """After the newest row."""
        rows = ItemAnswer.objects.filter(person=self.person, case_key=case_key, item=item)
        return 1 + (rows.aggregate(Max("number"))["number__max"] or 0)

    def keep(self, answer: ItemAnswer) -> ItemAnswer:
        """It is kept already."""
        return answer

    def judge(self, judgement: ItemJudgement) -> None:
        """One more row."""
        judgement.person = self.person
        judgement.save()


@dataclass
class VisitorAnswers:
    """The session of someone who is not: it ends, and everything with it."""

    session: MutableMapping[str, Any]
    now: datetime

    def latest(self, case_key: UUID, *, context: str = "") -> dict[str, Answered]:
        """What this browser last answered to each item."""
        found: dict[str, Answered] = {}
        for kept in self._of(case_key):
            if kept["context"] == context:
                answer = self._answer(case_key, kept)
                found[answer.item] = Answered(answer, own=self._own(answer, kept))
        return found

    def next_number(self, case_key: UUID, item: str) -> int:
        """After the newest that this browser keeps."""
        numbers = (one["number"] for one in self._of(case_key) if one["item"] == item)
        return 1 + max(numbers, default=0)

    def keep(self, answer: ItemAnswer) -> ItemAnswer:
        """Beside the others, by the same rules as rows; of many, the oldest goes.

        Raises:
            StateConflict: it was answered in this sitting, or since its page was made.
        """
        kept = self._of(answer.case_key)
        for one in kept:
            if one["token"] == answer.token:
                if (one["item"], one["given"]) == (answer.item, answer.given):
                    return self._answer(answer.case_key, one)
                raise _answered()
        before = [one for one in kept if one["item"] == answer.item]
        number = self.next_number(answer.case_key, answer.item)
        in_sitting = answer.context and any(one["context"] == answer.context for one in before)
        if in_sitting or (not answer.context and answer.number != number):
            raise _answered()
        answer.number = number
        row = {name: getattr(answer, name) for name in _FIELDS}
        kept.append(row | {"key": str(answer.key), "source": str(answer.source)})
        self._put(answer.case_key, kept[-MOST_ANSWERS:])
        return answer

    def judge(self, judgement: ItemJudgement) -> None:
        """Beside its answer."""
        kept = self._of(judgement.answer.case_key)
        for one in kept:
            if one["key"] == str(judgement.answer.key):
                names = ("met", "observation", "interpretation", "score", "is_passed")
                one["own"] = {name: getattr(judgement, name) for name in names}
        self._put(judgement.answer.case_key, kept)

    def _of(self, case_key: UUID) -> list[dict[str, Any]]:
        return [dict(one) for one in self.session.get(SESSION_KEY, {}).get(str(case_key), ())]

    def _put(self, case_key: UUID, kept: list[dict[str, Any]]) -> None:
        cases = {k: v for k, v in self.session.get(SESSION_KEY, {}).items() if k != str(case_key)}
        while len(cases) >= MOST_CASES:
            cases.pop(next(iter(cases)))
        self.session[SESSION_KEY] = cases | {str(case_key): kept}

    def _answer(self, case_key: UUID, kept: dict[str, Any]) -> ItemAnswer:
        fields = {name: kept[name] for name in _FIELDS}
        return ItemAnswer(key=UUID(kept["key"]), case_key=case_key, at=self.now, **fields)

    def _own(self, answer: ItemAnswer, kept: dict[str, Any]) -> ItemJudgement | None:
        if "own" not in kept:
            return None
        return ItemJudgement(answer=answer, by=Judge.SELF, at=self.now, **kept["own"])


def answers_of(actor: Actor, session: MutableMapping[str, Any], *, now: datetime) -> Answers:
    """The answers of whoever asks."""
    return PersonAnswers(actor) if isinstance(actor, Person) else VisitorAnswers(session, now)


def _with_judgements(answers: Iterable[ItemAnswer]) -> dict[str, Answered]:
    answers = tuple(answers)
    rows = ItemJudgement.objects.filter(answer__in=answers).order_by("pk")
    newest = {(row.answer_id, row.by): row for row in rows}
    return {
        answer.item: Answered(
            answer,
            own=newest.get((answer.pk, str(Judge.SELF))),
            teacher=newest.get((answer.pk, str(Judge.TEACHER))),
        )
        for answer in answers
    }


def _answered() -> StateConflict:
    return StateConflict(
        "You have answered this question already, and what was shown since then can't be "
        "unseen. Load the page again: it shows what you said."
    )
