"""What stands at the address of a case that was retired."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.cases.access import retired_cases
from readingroom.cases.models import RetiredBecause


@dataclass(frozen=True)
class Tombstone:
    """That a case was there: its number and times, why it went, and nothing of what it said."""

    number: str
    published_at: datetime | None
    retired_at: datetime | None
    because: str
    institution: str


def tombstone_of(actor: Actor, key: UUID) -> Tombstone | None:
    """The tombstone of a retired case that ``actor`` could read; ``None`` where there is none."""
    case = retired_cases(actor).select_related("institution").filter(key=key).first()
    if case is None:
        return None
    return Tombstone(
        number=case.short_number,
        published_at=case.published_at,
        retired_at=case.retired_at,
        because=RetiredBecause(case.retired_because or RetiredBecause.OTHER).label,
        institution=case.institution.name if case.institution else "",
    )
