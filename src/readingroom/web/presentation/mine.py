"""The pages of a learner's own, worked out: who stands in for whom, days in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from readingroom.accounts.models import Person
from readingroom.learning.days import zone_of
from readingroom.learning.selectors.due import SiblingsOf, card_of
from readingroom.learning.selectors.keeping import Margin
from readingroom.learning.services.reviews import plan_of
from readingroom.search.index import current_engine, vocabulary
from readingroom.search.similar import of_same_diagnosis


def siblings_for(person: Person) -> SiblingsOf:
    """Cases of the same diagnosis, as the library's index finds them; none while there is none."""
    engine = current_engine()

    def siblings_of(key: UUID) -> Sequence[UUID]:
        return of_same_diagnosis(engine, vocabulary(), person, key) if engine else ()

    return siblings_of


@dataclass(frozen=True)
class Review:
    """What became of a card by the case that was just taken.

    Attributes:
        day: when it is asked again, in words.
        stood_in: whether the case was shown in the place of another.
    """

    day: str
    stood_in: bool


def review_of(person: Person, case_key: UUID) -> Review | None:
    """When the diagnosis of a case is asked again; None where it has no card."""
    card = card_of(person, case_key)
    if card is None or card.is_paused:
        return None
    day = local_day(card.due_at, plan_of(person).zone)
    return Review(day, stood_in=card.case.key != case_key)


def case_margin(margin: Margin | None, stages: Sequence[str]) -> dict[str, Any]:
    """A reader's own on the page of a case: the star, and notes by stage; nothing for visitors.

    Args:
        stages: names of the stages that the case has now.
    """
    if margin is None:
        return {"margin": None}
    gone = [(stage, note) for stage, note in margin.notes.items() if stage not in stages]
    return {"margin": margin, "notes_gone": gone}


def local_day(at: datetime | None, zone: str) -> str:
    """The day that a moment falls on where the learner is: ``Tuesday 24 November``."""
    if at is None:
        return ""
    day = at.astimezone(zone_of(zone))
    return f"{day:%A} {day.day} {day:%B}"


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Time zones to choose from: those named by a place, and UTC."""
    places = sorted(name for name in available_timezones() if _is_place(name))
    return ("UTC", *places)


def _is_place(name: str) -> bool:
    return "/" in name and name.partition("/")[0] not in {"Etc", "SystemV", "posix", "right", "US"}
