"""Remembering who has read what."""

from datetime import datetime
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.cases.access import visible_cases
from readingroom.cases.models import CaseOpening


def record_opening(*, case_key: UUID, actor: Actor, now: datetime) -> None:
    """Remember that ``actor`` has opened the case; visitors are not remembered."""
    case = visible_cases(actor).filter(key=case_key).first()
    if case is not None and isinstance(actor, Person):
        CaseOpening.objects.get_or_create(case=case, person=actor, defaults={"opened_at": now})
