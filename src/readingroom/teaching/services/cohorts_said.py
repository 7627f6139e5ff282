"""What of someone's work enters the figures of a class, written down when it is finished.

A plain dictionary, so that no later edit of a case, no new marking and nobody's leaving changes a
figure that was shown:

``cases``
    one for each case that was taken as an unknown: ``case`` (key), ``revision`` (row),
    ``outcome`` (0 to 1, or none) and ``stages``, for each the rows of name, points and code.
``answers``
    one for each question: ``case``, ``revision``, ``item``, ``version``, ``kind``, ``given``,
    ``score``, ``is_right``, ``certainty``, ``seconds``, ``detail``.

Words that someone wrote freely are no part of it, but for the names of diagnoses.
"""

from collections.abc import Iterable
from typing import Any, Final

from readingroom.learning.models import Attempt, ItemAnswer
from readingroom.teaching.models import Contribution, Sitting

_WITHOUT_WORDS: Final = {"multiple-choice": "chosen", "ordered-list": "order", "hotspot": "marks"}


def said_of_case(contribution: Contribution, attempt: Attempt) -> dict[str, Any]:
    """The attempt, and the first answer to each question since it was begun for the class."""
    since = ItemAnswer.objects.filter(
        person=contribution.person,
        case_key=contribution.work,
        at__gte=contribution.begun_at,
    )
    return {"origin": "case", "cases": [_of_attempt(attempt)], "answers": _firsts(since)}


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
    return {"cases": cases, "answers": _firsts(answers)}


def question_score(said: dict[str, Any]) -> float | None:
    """The mean score of the questions, from 0 to 1; none where none is scored."""
    scores = [one["score"] for one in said.get("answers", ()) if one["score"] is not None]
    return sum(scores) / len(scores) if scores else None


def _of_attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "case": str(attempt.case_key),
        "revision": attempt.revision_id,
        "outcome": attempt.result.outcome,
        "stages": [commit.rows for commit in attempt.commits.all()],
    }


def _firsts(answers: Iterable[ItemAnswer]) -> list[dict[str, Any]]:
    """The first of the answers to each question, in the order of their times."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in sorted(answers, key=lambda answer: (answer.at, answer.pk)):
        found.setdefault((str(one.case_key), one.item), _of_answer(one))
    return list(found.values())


def _of_answer(one: ItemAnswer) -> dict[str, Any]:
    judged = one.judgements.order_by("pk").last() if one.score is None else None
    return {
        "case": str(one.case_key),
        "revision": one.revision_id,
        "item": one.item,
        "version": one.item_version,
        "kind": one.kind,
        "given": {_WITHOUT_WORDS[one.kind]: one.given[_WITHOUT_WORDS[one.kind]]}
        if one.kind in _WITHOUT_WORDS
        else {},
        "score": judged.score if judged else one.score,
        "is_right": one.is_right,
        "certainty": one.certainty,
        "seconds": one.seconds,
        "detail": one.detail if one.kind in _WITHOUT_WORDS else {},
    }
