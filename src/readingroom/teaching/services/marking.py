"""A teacher's marking of what was written in an exam or for a class."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.accounts.news import News
from readingroom.accounts.services.telling import tell
from readingroom.infra import audit
from readingroom.learning.models import ItemAnswer, ItemJudgement
from readingroom.learning.services.answering_marking import mark_as_teacher
from readingroom.teaching.models import Sitting
from readingroom.teaching.selectors.marking import pile_with
from readingroom.teaching.selectors.playlists import is_told


@transaction.atomic
def mark_answer(
    *, actor: Person, key: UUID, met: Collection[int], token: str, now: datetime
) -> ItemJudgement:
    """Mark one answer by its rubric. Another marking stands beside it, and is the one that counts.

    The learner is told where they may see it: of an exam once its results are open to them.

    Args:
        met: places of the criteria that are met, from 0.
        token: of the page; the same sent again is no second marking.

    Raises:
        NotFound: the answer is not theirs to mark.
        InvalidAnswer: the rubric has no such criteria.
        InvalidInput: it came without the token of a page.
    """
    _, sheet = pile_with(actor, key)
    before = ItemJudgement.objects.filter(answer=sheet.answer, token=token).first()
    if before is not None:
        return before
    made = mark_as_teacher(
        answer=sheet.answer, item=sheet.item, met=met, teacher=actor, token=token, now=now
    )
    audit.record("answer.marked", subject=sheet.answer.key, actor=actor.key, at=now)
    _tell(sheet.answer, now=now)
    return made


def _tell(answer: ItemAnswer, *, now: datetime) -> None:
    if answer.person is None:
        return
    if not answer.context:
        tell([answer.person], News.MARKED_IN_CASE, subject=answer.case_key, now=now)
        return
    sitting = Sitting.objects.filter(key=answer.context).select_related("playlist").first()
    if sitting is not None and is_told(sitting, now=now):
        tell([answer.person], News.MARKED, subject=sitting.key, now=now)
