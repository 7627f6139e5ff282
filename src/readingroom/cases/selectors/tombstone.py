"""What is told of a case without showing it: its tombstone, and what its series are called."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.casefile.validation import read_stored
from readingroom.cases.access import retired_cases, visible_cases
from readingroom.cases.models import RetiredBecause, State


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


def series_names(actor: Actor, key: UUID) -> tuple[tuple[str, str], ...]:
    """Id and name of each series that readers of a published case see, in its order."""
    rows = visible_cases(actor).filter(key=key, state=State.PUBLISHED)
    case = rows.select_related("published_revision").first()
    if case is None or case.published_revision is None:
        return ()
    document = read_stored(case.published_revision.document)
    return tuple((series.id, series.label) for series in document.all_series())
