"""Marking answers that no rule can judge: by the learner at once, by a teacher later."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from readingroom.accounts.models import Person
from readingroom.assessment import rubric
from readingroom.assessment.errors import InvalidAnswer
from readingroom.casefile.items import FreeTextItem, Item, ReportItem
from readingroom.infra import events
from readingroom.kernel.errors import InvalidInput
from readingroom.learning.events import ItemJudged
from readingroom.learning.models import ItemAnswer, ItemJudgement, Judge
from readingroom.learning.models.answer import MOST_TOKEN
from readingroom.learning.services.answering_records import Answers


def mark_own(
    *, answer: ItemAnswer, item: Item, met: Collection[int], answers: Answers, token: str,
    now: datetime,
) -> ItemJudgement:  # fmt: skip
    """Keep the learner's own marking of their answer; a later one stands beside it and counts.

    Args:
        answer: theirs, as ``answers`` has it.
        item: as it was when it was answered.
        met: places of the criteria that are met, from 0.

    Raises:
        InvalidAnswer: the item has no such criteria.
        InvalidInput: it came without the token of a page.
    """
    made = _judgement(answer, item, met, Judge.SELF, token, now)
    if answer.person_id is None:
        answers.judge(made)
        return made
    with transaction.atomic():
        same = ItemJudgement.objects.filter(answer=answer, token=token).first()
        if same is not None:
            return same
        answers.judge(made)
        events.publish(ItemJudged(answer.key))
    return made


def mark_as_teacher(
    *, answer: ItemAnswer, item: Item, met: Collection[int], teacher: Person, token: str,
    now: datetime,
) -> ItemJudgement:  # fmt: skip
    """Keep a teacher's marking; whoever calls has checked that they may mark this learner.

    Raises:
        InvalidAnswer, InvalidInput: as ``mark_own``.
    """
    made = _judgement(answer, item, met, Judge.TEACHER, token, now)
    made.person = teacher
    try:
        with transaction.atomic():
            made.save()
            events.publish(ItemJudged(answer.key))
    except IntegrityError:
        return ItemJudgement.objects.get(answer=answer, token=token)
    return made


def criteria_of(item: Item) -> tuple[rubric.Criterion, ...]:
    """The rubric of an item, keyed by place; empty where it has none."""
    if not isinstance(item, FreeTextItem | ReportItem):
        return ()
    return tuple(
        rubric.Criterion(str(place), rubric.Aspect(line.aspect), line.points, line.is_critical)
        for place, line in enumerate(item.rubric)
    )


def _judgement(
    answer: ItemAnswer, item: Item, met: Collection[int], by: Judge, token: str, now: datetime
) -> ItemJudgement:
    if not 0 < len(token) <= MOST_TOKEN:
        raise InvalidInput("The page sent something that can't be read. Load it again.")
    criteria = criteria_of(item)
    if not criteria:
        raise InvalidAnswer("This question has no rubric to mark by.")
    result = rubric.judge_rubric(criteria, {str(place) for place in met})
    return ItemJudgement(
        answer=answer,
        by=by,
        token=token,
        met=sorted(set(met)),
        observation=result.observation.share,
        interpretation=result.interpretation.share,
        score=result.total.share or 0.0,
        is_passed=result.is_passed,
        at=now,
    )
