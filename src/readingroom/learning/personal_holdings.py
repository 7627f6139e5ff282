"""What this package keeps of learners, and how each kind of it is told and goes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from readingroom.accounts.models import Person
from readingroom.learning.models import Attempt, ItemAnswer, ItemJudgement, Source
from readingroom.learning.personal import Holding, register
from readingroom.learning.personal_rows import own_rows, told

_ANSWERS: Final = ("learning.ItemAnswer", "learning.ItemJudgement")
_EXAMS_STAY: Final = "Exams you sat stay until the date that is stated with each of them."


def tell_answers(person: Person) -> Iterator[dict[str, Any]]:
    """Each answer to a question, with the markings of it.

    Those of exams are told by whoever keeps the exam, once its results are open: before that, the
    key of a case and a score are what a candidate must not have. Those of an unknown are told once
    it is finished: what they were worth says what is still to come.
    """
    going = Attempt.objects.filter(person=person, result=None).values_list("key", flat=True)
    own = ItemAnswer.objects.filter(person=person).exclude(source=Source.EXAM)
    yield from answers_told(own.exclude(context__in=[str(key) for key in going]))


def answers_told(answers: QuerySet[ItemAnswer]) -> Iterator[dict[str, Any]]:
    """Answers as plain data, each with its markings."""
    marked: dict[str, list[dict[str, Any]]] = {}
    for judgement in told(ItemJudgement.objects.filter(answer__in=answers).order_by("pk")):
        marked.setdefault(judgement.pop("answer"), []).append(judgement)
    for row in told(answers.order_by("pk"), leave_out="person"):
        yield {**row, "judgements": marked.get(row["key"], [])}


def remove_answers(person: Person, _now: datetime) -> int:
    """Answers go, but for those of exams; markings of others' answers lose their name."""
    own = ItemAnswer.objects.filter(person=person).exclude(source=Source.EXAM)
    count = own.count()
    own.delete()
    of_others = ItemJudgement.objects.filter(person=person).exclude(answer__person=person)
    of_others.update(person=None)
    return count


def register_holdings() -> None:
    """Register everything of this package."""
    register(
        Holding(
            "answers",
            "Answers to questions",
            _ANSWERS,
            tell_answers,
            remove_answers,
            stays=_EXAMS_STAY,
        )
    )
    for holding in _PLAIN:
        register(holding)


_PLAIN: Final = (
    own_rows("learning.Attempt", "attempts", "Cases taken as unknowns"),
    own_rows(
        "learning.Commit",
        "commits",
        "What you committed at each stage",
        through="attempt__person",
        goes=False,
    ),
    own_rows(
        "learning.Result",
        "results",
        "What your attempts were worth",
        through="attempt__person",
        goes=False,
    ),
    own_rows(
        "learning.AttemptJudgement",
        "attempt-judgements",
        "How your attempts were judged, and the words you assigned",
        through="attempt__person",
        goes=False,
    ),
    own_rows("learning.Card", "cards", "What you review, and when it is due"),
    own_rows("learning.Favourite", "favourites", "Cases you starred"),
    own_rows("learning.MarginNote", "margin-notes", "Notes in the margin"),
    own_rows("learning.ReviewPlan", "review-plan", "How you review"),
    own_rows("learning.SetAside", "set-aside", "Cases you are not asked about"),
)
