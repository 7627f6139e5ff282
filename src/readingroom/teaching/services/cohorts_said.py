"""What of someone's work enters the figures of a class, written down when it is finished.

A plain dictionary, so that no later edit of a case, no new marking and nobody's leaving changes a
figure that was shown:

``cases``
    one for each case that was taken as an unknown: ``case`` (key), ``revision`` (row),
    ``outcome`` (0 to 1, or none) and ``stages``, for each the rows of name, points and code.
``answers``
    one for each question: ``case``, ``revision``, ``item``, ``version``, ``kind``, ``given``,
    ``score``, ``is_right``, ``certainty``, ``seconds``, ``detail``. Of an answer in words that a
    person marks, ``marked`` is what it is worth by the marking that counts and ``by`` whose that
    is, for whoever sees it by name; where it is a teacher's, ``score`` follows once, in a
    ``round`` of five and more: see ``services.marks_counted``.

Words that someone wrote freely are no part of it, but for the names of diagnoses.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import QuerySet

from readingroom.learning.models import Attempt, ItemAnswer, ItemJudgement, Judge, Source
from readingroom.teaching.models import Contribution, Sitting

IN_WORDS: Final = frozenset({"free-text", "report"})
"""The kinds of questions whose answers a person marks."""
_WITHOUT_WORDS: Final = {"multiple-choice": "chosen", "ordered-list": "order", "hotspot": "marks"}


def said_of_case(contribution: Contribution, attempt: Attempt) -> dict[str, Any]:
    """The attempt, and the first answer to each question since it was begun for the class."""
    answers = list(firsts(answers_since(contribution)).values())
    said = [_of_answer(one) for one in answers]
    return {"origin": "case", "cases": [_of_attempt(attempt)], "answers": said}


def answers_since(contribution: Contribution) -> QuerySet[ItemAnswer]:
    """All that someone answered to the questions of a case from when they began it for the class
    until they handed it in; what they said in an exam or a playlist is not of it.
    """
    rows = ItemAnswer.objects.filter(
        person=contribution.person,
        case_key=contribution.work,
        at__gte=contribution.begun_at,
    ).exclude(source__in=[Source.EXAM, Source.PLAYLIST])
    if contribution.finished_at is not None:
        rows = rows.filter(at__lte=contribution.finished_at)
    return rows


def said_of_sitting(sitting: Sitting) -> dict[str, Any]:
    """What was committed and answered in one sitting."""
    entries = sitting.entries.filter(kind="case").prefetch_related("commits")
    cases = [
        {
            "case": str(entry.case_key),
            "revision": entry.revision_id,
            "outcome": entry.score,
            "stages": [commit.rows for commit in entry.commits.all()],
        }
        for entry in entries
    ]
    answers = ItemAnswer.objects.filter(person=sitting.person, context=str(sitting.key))
    return {"cases": cases, "answers": [_of_answer(one) for one in firsts(answers).values()]}


def question_score(said: dict[str, Any]) -> float | None:
    """The mean score of the questions, from 0 to 1; none where none is scored."""
    worth = [one.get("marked", one["score"]) for one in said.get("answers", ())]
    scores = [score for score in worth if score is not None]
    return sum(scores) / len(scores) if scores else None


def worth_of(answer: ItemAnswer) -> float | None:
    """What an answer in words is worth by the marking that counts, 0 to 1; None without any."""
    marking = marking_of(answer)
    return marking.score if marking else None


def marking_of(answer: ItemAnswer) -> ItemJudgement | None:
    """The marking that counts: a teacher's newest, else the learner's own, which no exam counts."""
    rows = ItemJudgement.objects.filter(answer=answer).order_by("-pk")
    newest = rows.filter(by=Judge.TEACHER).first()
    if newest is None and answer.source != Source.EXAM:
        newest = rows.first()
    return newest


def marks_of(answer: ItemAnswer) -> dict[str, Any]:
    """``marked`` and ``by`` of an answer in words."""
    marking = marking_of(answer)
    return {"marked": marking.score, "by": marking.by} if marking else {"marked": None, "by": ""}


def _of_attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "case": str(attempt.case_key),
        "revision": attempt.revision_id,
        "outcome": attempt.result.outcome,
        "stages": [commit.rows for commit in attempt.commits.all()],
    }


def firsts(answers: Iterable[ItemAnswer]) -> dict[tuple[str, str], ItemAnswer]:
    """The first of the answers to each question, by case and question, in the order of times."""
    found: dict[tuple[str, str], ItemAnswer] = {}
    for one in sorted(answers, key=lambda answer: (answer.at, answer.pk)):
        found.setdefault((str(one.case_key), one.item), one)
    return found


def _of_answer(one: ItemAnswer) -> dict[str, Any]:
    marked = marks_of(one) if one.kind in IN_WORDS else {}
    return {
        "case": str(one.case_key),
        "revision": one.revision_id,
        "item": one.item,
        "version": one.item_version,
        "kind": one.kind,
        "given": {_WITHOUT_WORDS[one.kind]: one.given[_WITHOUT_WORDS[one.kind]]}
        if one.kind in _WITHOUT_WORDS
        else {},
        "score": one.score,
        **marked,
        "is_right": one.is_right,
        "certainty": one.certainty,
        "seconds": one.seconds,
        "detail": one.detail if one.kind in _WITHOUT_WORDS else {},
    }
