"""How long what was done for a class, or in an exam, is kept, and how it goes."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce

from readingroom.accounts.models import Person
from readingroom.infra import audit, events
from readingroom.learning.models import ItemAnswer, Source
from readingroom.teaching.models import Contribution, ExtraTime, Mode, SetCase, Sitting


def kept_for() -> timedelta:
    """How long the record of an exam is kept after its end."""
    return timedelta(days=settings.READINGROOM_EXAM_RETENTION_DAYS)


def erased_on(sitting: Sitting) -> date:
    """The date at which the record of a sitting is erased; of an open one, by its latest end."""
    end = sitting.finished_at or sitting.deadline or sitting.started_at
    return (end + kept_for()).date()


@transaction.atomic
def erase_due_records(*, now: datetime) -> int:
    """Erase the records of exams that have been kept long enough. May be called at any time.

    Sitting, commits, answers and markings go; what entered the figures of a class stays there
    without a person.

    Returns:
        how many sittings went.
    """
    ended = Coalesce("finished_at", "deadline", "started_at")
    due = Sitting.objects.filter(mode=Mode.EXAM).annotate(ended=ended)
    gone = list(due.filter(ended__lte=now - kept_for()).select_related("playlist"))
    contexts = [str(sitting.key) for sitting in gone]
    detach(Contribution.objects.filter(context__in=contexts))
    ItemAnswer.objects.filter(source=Source.EXAM, context__in=contexts).delete()
    Sitting.objects.filter(pk__in=[sitting.pk for sitting in gone]).delete()
    ends = {"playlist__ends_at__lte": now - kept_for(), "playlist__sittings__isnull": True}
    ExtraTime.objects.filter(**ends).delete()
    entries = [audit.Entry("exam.record_erased", sitting.key) for sitting in gone]
    if entries:
        audit.record_all(entries, at=now)
    return len(gone)


def detach(contributions: Any) -> int:
    """Take the people out of contributions; what is in no figure yet goes. Returns how many."""
    waiting, _ = contributions.filter(batch=None).delete()
    return int(waiting) + int(contributions.exclude(person=None).update(person=None))


def remove_contributions(person: Person, _now: datetime) -> int:
    """What someone did for classes: their name goes from all of it."""
    return detach(Contribution.objects.filter(person=person))


def remove_sittings(person: Person, _now: datetime) -> int:
    """Sittings go, but for those of exams, which stay until their date."""
    own = Sitting.objects.filter(person=person).exclude(mode=Mode.EXAM)
    count = own.count()
    own.delete()
    return count


def on_case_erased(event: events.CaseErased) -> None:
    """A case goes: what was said of it goes from the figures, and it is set for nobody."""
    SetCase.objects.filter(case_key=event.case_key).delete()
    for row in Contribution.objects.exclude(said={}).iterator():
        if _forget(row.said, event.case_key):
            row.save(update_fields=["said"])


def _forget(said: dict[str, Any], case_key: UUID) -> bool:
    """Take a case out of what someone said; whether there was anything of it."""
    found = False
    for name in ("cases", "answers"):
        kept = [one for one in said.get(name, ()) if one["case"] != str(case_key)]
        found = found or len(kept) != len(said.get(name, ()))
        said[name] = kept
    return found
