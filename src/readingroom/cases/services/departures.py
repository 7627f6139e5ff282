"""Accounts that were deleted: kept in the ledger, so that no backup brings a person back.

The row of whoever left stays, without a name; what the ledger says is made of those rows, so that
a line that was not written for whatever reason is written the next time.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.accounts.services.leaving import forget_person
from readingroom.cases.services.erase_ledger import (
    CREDITED,
    PERSON,
    Line,
    append_lines,
    digest_of,
    lines_for,
)
from readingroom.cases.services.hand_over import hand_over_cases
from readingroom.kernel.errors import StateConflict

_CHUNK = 2000


def note_departures() -> int:
    """Have the ledger name everyone who left; how many it did not name yet.

    Raises:
        Unavailable: the disk would not take it.
        InvalidInput: the ledger is damaged.
    """
    left = Person.objects.filter(left_at__isnull=False)
    rows = left.values_list("key", "left_at", "credit_line")
    return append_lines(_lines(rows.iterator(chunk_size=_CHUNK)))


def replay_departures(known: Mapping[str, Mapping[str, datetime]], *, now: datetime) -> int:
    """Delete the accounts again that a backup brought back; how many those were.

    It is done as at the first time: by the person's own choice with or without the credit line,
    and their cases go on with the editors. Whether an administrator is left is not asked: whoever
    left is no longer one, and another is made at the machine.

    Args:
        known: of each kind of line the digests.
    """
    here = Person.objects.filter(left_at=None).order_by("pk")
    if not (known[PERSON] or known[CREDITED]):
        return 0
    back = [
        (pk, keeps)
        for pk, key in here.values_list("pk", "key").iterator(chunk_size=_CHUNK)
        if (keeps := _keeps_credit(key, known)) is not None
    ]
    for pk, keeps in back:
        _let_go(Person.objects.get(pk=pk), keeps_credit=keeps, now=now)
    return len(back)


def _lines(rows: Iterable[tuple[UUID, datetime | None, str]]) -> Iterator[Line]:
    for key, left_at, credit in rows:
        if left_at is not None:
            yield from lines_for(CREDITED if credit else PERSON, [key], at=left_at)


def _keeps_credit(key: UUID, known: Mapping[str, Mapping[str, datetime]]) -> bool | None:
    """Whether who left kept their credit line; None for someone who did not leave."""
    if digest_of(PERSON, key) in known[PERSON]:
        return False
    return True if digest_of(CREDITED, key) in known[CREDITED] else None


@transaction.atomic
def _let_go(person: Person, *, keeps_credit: bool, now: datetime) -> None:
    with suppress(StateConflict):  # nobody to take them: they stay with a row that names nobody
        hand_over_cases(person, now=now)
    forget_person(person, keep_credit=keeps_credit, now=now)
