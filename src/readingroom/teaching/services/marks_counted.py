"""What follows a marking: the score of an entry, of a sitting, and the figures of a class.

Markings come one by one, and a figure that followed each would tell what each was worth. So
scores by hand enter the figures in rounds of five and more, each once and for all; whoever
sees a learner's score by name sees every marking at once.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction

from readingroom.assessment.groups import MIN_OTHERS
from readingroom.learning.events import ItemJudged
from readingroom.learning.models import ItemAnswer, Judge
from readingroom.teaching.models import Cohort, Contribution, SittingEntry
from readingroom.teaching.selectors.playlists import mean_of
from readingroom.teaching.services.cohorts_said import (
    IN_WORDS,
    answers_since,
    firsts,
    marks_of,
    worth_of,
)

_Waiting = list[tuple[Contribution, dict[str, Any]]]


def on_item_judged(event: ItemJudged) -> None:
    """An answer in words was marked, for the first time or again."""
    answer = ItemAnswer.objects.filter(key=event.answer_key).first()
    if answer is None or answer.person_id is None:
        return
    if answer.context:
        SittingEntry.objects.filter(
            sitting__key=answer.context, case_key=answer.case_key, item=answer.item
        ).update(score=worth_of(answer))
    for contribution in _contributions_of(answer):
        _write(contribution, answer)
        count_marks(contribution.cohort, contribution.work)


@transaction.atomic
def count_marks(cohort: Cohort, work: UUID) -> int:
    """Let scores by hand enter the figures, of each question where five and more wait.

    Returns:
        how many entered.
    """
    # As for batches: nobody else lets any in meanwhile.
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    rows = Contribution.objects.filter(cohort=cohort, work=work, batch__isnull=False)
    waiting: defaultdict[tuple[str, str, str], _Waiting] = defaultdict(list)
    last: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for row in rows.order_by("pk"):
        for one in _by_hand(row):
            name = (one["case"], one["item"], one["version"])
            last[name] = max(last[name], one.get("round", 0))
            if "round" not in one and one["by"] == Judge.TEACHER:
                waiting[name].append((row, one))
    changed: dict[int, Contribution] = {}
    count = 0
    for name, together in waiting.items():
        if len(together) < MIN_OTHERS:
            continue
        count += len(together)
        for row, one in together:
            one["score"], one["round"] = one["marked"], last[name] + 1
            changed[row.pk] = row
    for row in changed.values():
        row.save(update_fields=["said"])
    return count


def _contributions_of(answer: ItemAnswer) -> Iterable[Contribution]:
    """Those to which the answer was handed in."""
    rows = Contribution.objects.filter(person=answer.person_id, finished_at__isnull=False)
    if answer.context:
        yield from rows.filter(context=answer.context).select_related("cohort")
        return
    of_case = rows.filter(context="", work=answer.case_key, begun_at__lte=answer.at)
    for row in of_case.select_related("cohort"):
        first = firsts(answers_since(row)).get((str(answer.case_key), answer.item))
        if first == answer:
            yield row


def _write(contribution: Contribution, answer: ItemAnswer) -> None:
    for one in _by_hand(contribution):
        if (one["case"], one["item"]) == (str(answer.case_key), answer.item):
            one.update(marks_of(answer))
    if contribution.context:
        entries = SittingEntry.objects.filter(sitting__key=contribution.context)
        contribution.score = mean_of([entry.score for entry in entries])
    contribution.save(update_fields=["said", "score"])


def _by_hand(contribution: Contribution) -> Iterable[dict[str, Any]]:
    """What was said in words and is marked by people."""
    for one in contribution.said.get("answers", ()):
        if one["kind"] in IN_WORDS and "marked" in one:
            yield one
