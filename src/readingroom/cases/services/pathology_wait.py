"""A draft that waits for pathology reminds its author."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.accounts.news import News
from readingroom.cases.models import PathologyWait
from readingroom.cases.services.drafting import find_case
from readingroom.cases.services.notify import tell_author
from readingroom.kernel.errors import InvalidInput

LONGEST: Final = timedelta(days=366)
INTERVALS: Final = {
    0: "Once",
    7: "Then every week",
    14: "Then every 2 weeks",
    28: "Then every 4 weeks",
}
"""Days from one reminder to the next, and what they are called."""


@transaction.atomic
def wait_for_pathology(
    *, case_key: UUID, author: Person, remind_at: datetime, every_days: int, now: datetime
) -> PathologyWait:
    """Have the case's author reminded at ``remind_at``, and then every so many days.

    Raises:
        NotFound: the case is not there for ``author``.
        InvalidInput: the time is past or more than a year away, or there is no such interval.
    """
    case = find_case(author, case_key)
    if not now < remind_at <= now + LONGEST:
        raise InvalidInput("Choose a day to come, within a year.")
    if every_days not in INTERVALS:
        raise InvalidInput("Choose how often to remind you.")
    wait, _ = PathologyWait.objects.update_or_create(
        case=case,
        defaults={"remind_at": remind_at, "every_days": every_days, "reminded_at": None},
        create_defaults={"since": now, "remind_at": remind_at, "every_days": every_days},
    )
    return wait


@transaction.atomic
def end_wait(*, case_key: UUID, author: Person) -> None:
    """Pathology has come, or nobody waits for it any more. Ending twice changes nothing.

    Raises:
        NotFound: the case is not there for ``author``.
    """
    PathologyWait.objects.filter(case=find_case(author, case_key)).delete()


@transaction.atomic
def remind_waiting(*, now: datetime) -> int:
    """Remind whose day has come; how many those were. Days that passed unseen are one reminder."""
    due = PathologyWait.objects.select_for_update(of=("self",)).filter(remind_at__lte=now)
    waiting = [w for w in due.select_related("case__owner") if _is_due(w)]
    for wait in waiting:
        tell_author(wait.case, News.PATHOLOGY, now=now)
        wait.reminded_at = now
        if wait.every_days:
            step = timedelta(days=wait.every_days)
            wait.remind_at += step * ((now - wait.remind_at) // step + 1)
        wait.save(update_fields=["reminded_at", "remind_at"])
    return len(waiting)


def _is_due(wait: PathologyWait) -> bool:
    """One that reminds once has not done so since it was set."""
    return bool(wait.every_days) or wait.reminded_at is None
