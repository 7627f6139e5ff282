"""What was erased, and which case is meant by what someone typed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from readingroom.accounts.models import Person
from readingroom.cases.models import Case, Erasure, ErasureReason, ErasureStage
from readingroom.kernel.errors import NotFound

_MOST: Final = 200
_MOST_DIGITS: Final = 9


@dataclass(frozen=True)
class ErasureRow:
    """One tombstone.

    Attributes:
        who: name of the administrator; empty where it was done at the machine.
    """

    number: str
    at: datetime
    who: str
    reason: str
    stage: str
    is_done: bool
    finished_at: datetime | None


def erasures() -> tuple[ErasureRow, ...]:
    """The newest tombstones, the newest first. For administrators alone."""
    rows = list(Erasure.objects.all()[:_MOST])
    people = {
        str(person.key): person.display_name
        for person in Person.objects.filter(key__in=[row.actor for row in rows if row.actor])
    }
    return tuple(
        ErasureRow(
            number=row.short_number,
            at=row.asked_at,
            who=people.get(row.actor, ""),
            reason=ErasureReason(row.reason).label,
            stage=ErasureStage(row.stage).label,
            is_done=row.stage == ErasureStage.DONE,
            finished_at=row.finished_at,
        )
        for row in rows
    )


def key_to_erase(text: str) -> UUID:
    """The case that is meant by a number, a key, or an address with the key in it.

    Raises:
        NotFound: there is none.
    """
    last = text.rstrip("/").rpartition("/")[2]
    digits = last.upper().removeprefix("RR-")
    if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS:
        found = Case.objects.filter(number=int(digits)).values_list("key", flat=True).first()
    else:
        key = _key(last)
        found = key if key and Case.objects.filter(key=key).exists() else None
    if found is None:
        raise NotFound("There is no such case, or it was erased already. Check the number.")
    return found


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
