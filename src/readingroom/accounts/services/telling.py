"""Telling people what happened: a notice on the page, by mail, or both, as each chose."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Notice, NoticeKind, Person
from readingroom.accounts.news import KIND_OF, News, NoticeWanted
from readingroom.accounts.services.notices import wanted
from readingroom.infra import events
from readingroom.kernel.errors import NotFound

MOST_COUNTED: Final = 99
PAGE_SIZE: Final = 40
_KEPT_READ: Final = timedelta(days=180)


@transaction.atomic
def tell(
    people: Iterable[Person],
    news: News,
    *,
    subject: UUID,
    now: datetime,
    but: Person | None = None,
) -> None:
    """Tell each of ``people`` once: what they have not read yet is not told them again.

    Args:
        subject: the key of the case or the submission it is about.
        but: whoever did it, who knows.
    """
    kind = KIND_OF[news]
    for person in {one.pk: one for one in people if one.is_active}.values():
        if but is None or person.pk != but.pk:
            _tell(person, kind, news, subject, now)


def _tell(person: Person, kind: NoticeKind, news: News, subject: UUID, now: datetime) -> None:
    ways = wanted(person, kind)
    if not (ways.on_page or ways.by_mail):
        return
    same = Notice.objects.filter(person=person, what=news.value, subject=subject)
    if same.filter(read_at=None).update(at=now):
        return
    Notice.objects.filter(person=person, read_at__lt=now - _KEPT_READ).delete()
    notice = Notice.objects.create(
        person=person,
        kind=kind.value,
        what=news.value,
        subject=subject,
        at=now,
        read_at=None if ways.on_page else now,
    )
    if ways.by_mail and person.email:
        events.publish(NoticeWanted(notice.key))


def unread_count(person: Person) -> int:
    """How many notices wait, up to one more than ``MOST_COUNTED``. One query, of an index."""
    waiting = Notice.objects.filter(person=person, read_at=None)
    return waiting.order_by()[: MOST_COUNTED + 1].count()


def notices_of(person: Person, *, page: int) -> tuple[tuple[Notice, ...], bool]:
    """One page of them, the newest first, and whether there are more; ``page`` from 1."""
    start = (max(1, page) - 1) * PAGE_SIZE
    rows = list(person.notices.all()[start : start + PAGE_SIZE + 1])
    return tuple(rows[:PAGE_SIZE]), len(rows) > PAGE_SIZE


def read_notice(person: Person, key: UUID, *, now: datetime) -> Notice:
    """A notice of ``person``, read from now on.

    Raises:
        NotFound: there is none, or it is another's: both answer alike.
    """
    notice = Notice.objects.filter(person=person, key=key).first()
    if notice is None:
        raise NotFound("There is no such notice, or it is not yours.")
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)
    return notice


def read_all(person: Person, *, shown_until: datetime, now: datetime) -> int:
    """Mark as read what was there when the page was shown; how many that were."""
    waiting = Notice.objects.filter(person=person, read_at=None, at__lte=shown_until)
    return waiting.update(read_at=now)


def forget_subject(subject: UUID) -> None:
    """Take away every notice of a case that is erased."""
    Notice.objects.filter(subject=subject).delete()
