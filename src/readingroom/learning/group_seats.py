"""Closed batches of what people said by themselves, for the picture of a group beside one's own.

A picture that took in each newcomer would tell what the newcomer said: the one after, less the
one before. So first goes enter six at a time, in batches that are closed for good; whoever is of
a batch sees five others in it, everyone else six. When someone has their data removed, the whole
batch goes: what the two pictures differ by is again of five others and more.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, QuerySet

from readingroom.assessment.groups import MIN_OTHERS
from readingroom.cases.models import Case
from readingroom.learning.events import AttemptFinished, ItemAnswered
from readingroom.learning.first_goes import was_read
from readingroom.learning.models import Attempt, GroupSeat, ItemAnswer

BATCH: Final = MIN_OTHERS + 1
_PICTURED: Final = "hotspot"


def on_attempt_finished(event: AttemptFinished) -> None:
    """A first way through a case may close a batch."""
    attempt = Attempt.objects.get(key=event.attempt_key)
    if attempt.number != 1 or attempt.revision_id is None:
        return
    same = Attempt.objects.filter(revision=attempt.revision_id, number=1, result__isnull=False)
    _close(attempt, of_attempt(attempt), same.exclude(was_read()))


def on_item_answered(event: ItemAnswered) -> None:
    """A first answer to a hotspot may close a batch."""
    answer = ItemAnswer.objects.get(key=event.answer_key)
    if answer.number != 1 or answer.kind != _PICTURED:
        return
    same = ItemAnswer.objects.filter(
        case_key=answer.case_key,
        item=answer.item,
        item_version=answer.item_version,
        number=1,
        person__isnull=False,
    )
    _close(answer, of_answer(answer), same)


def of_attempt(attempt: Attempt) -> str:
    """What first ways through the same revision of a case are called together."""
    return of_revision(attempt.revision_id or 0)


def of_revision(revision: int) -> str:
    """The same by the revision's row."""
    return f"revision {revision}"


def of_answer(answer: ItemAnswer) -> str:
    """What first answers to the same version of an item are called together."""
    return f"{answer.case_key} {answer.item_version} {answer.item}"


def seated(subject: str) -> tuple[GroupSeat, ...]:
    """Everyone in the batches that are shown: those from which nobody has gone."""
    seats = GroupSeat.objects.filter(subject=subject)
    broken = seats.filter(attempt=None, answer=None).values("batch")
    return tuple(seats.exclude(batch__in=broken).order_by("batch", "pk"))


@transaction.atomic
def _close(
    latest: Attempt | ItemAnswer,
    subject: str,
    same: QuerySet[Attempt] | QuerySet[ItemAnswer],
) -> None:
    # From here to the end of the transaction nobody else closes a batch of this case.
    Case.objects.select_for_update().filter(key=latest.case_key).first()
    waiting: list[Any] = list(same.filter(group_seat__isnull=True).order_by("pk"))
    if len(waiting) < BATCH:
        return
    last = GroupSeat.objects.filter(subject=subject).aggregate(last=Max("batch"))["last"] or 0
    GroupSeat.objects.bulk_create(_seats(waiting, subject, last + 1))


def _seats(
    waiting: Iterable[Attempt | ItemAnswer], subject: str, batch: int
) -> Iterable[GroupSeat]:
    for one in waiting:
        if isinstance(one, Attempt):
            yield GroupSeat(subject=subject, batch=batch, attempt=one)
        else:
            yield GroupSeat(subject=subject, batch=batch, answer=one)
