"""What a learner does with their cards: draw, pause, forget, move, and how many a day."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.assessment import review_queue
from readingroom.assessment.spacing import LONGEST_DAYS
from readingroom.cases.models import Case
from readingroom.kernel.errors import InvalidInput, NotFound
from readingroom.learning.days import check_zone, day_around, day_of, zone_of
from readingroom.learning.models import Card, ReviewPlan, SetAside
from readingroom.learning.models.review_plan import MOST_A_DAY
from readingroom.learning.services.cards import as_review_card, write_back
from readingroom.learning.services.favourites import readable_case

ACTIONS: Final = ("pause", "resume", "forget", "move")


def own_card(person: Person, key: UUID) -> Card:
    """A card of ``person`` on a case that they may still read.

    Raises:
        NotFound: there is none: another's, gone and never made answer alike.
    """
    card = Card.objects.select_related("case").filter(person=person, key=key).first()
    if card is not None:
        readable_case(person, card.case.key)
        return card
    raise NotFound("There is no such card, or it is not yours.")


def plan_of(person: Person) -> ReviewPlan:
    """How they review; the usual where they never said."""
    return ReviewPlan.objects.filter(person=person).first() or ReviewPlan(person=person)


@transaction.atomic
def set_plan(*, person: Person, daily_limit: int, zone: str) -> ReviewPlan:
    """How many a day, and where the day begins.

    Raises:
        InvalidInput: no such number or time zone.
    """
    if not 1 <= daily_limit <= MOST_A_DAY:
        raise InvalidInput(f"Choose from 1 to {MOST_A_DAY} reviews a day.")
    wanted = {"daily_limit": daily_limit, "zone": check_zone(zone) if zone else ""}
    plan, _ = ReviewPlan.objects.update_or_create(person=person, defaults=wanted)
    return plan


@transaction.atomic
def change_card(*, person: Person, key: UUID, action: str, day: str, now: datetime) -> Card:
    """Pause, resume, forget or move a card.

    Args:
        action: one of ``ACTIONS``.
        day: for ``move``: the learner's day as YYYY-MM-DD, from today to a year away.

    Raises:
        NotFound: there is no such card of theirs.
        InvalidInput: no such action, or no such day.
    """
    card = own_card(person, key)
    before = as_review_card(card)
    if action == "move":
        after = review_queue.move(before, _begin_of(person, day, now), now)
    elif action == "forget":
        after = review_queue.forget(before, now)
        card.drawn, card.answer_key = None, None
    elif action in ACTIONS:
        after = review_queue.pause(before) if action == "pause" else review_queue.resume(before)
    else:
        raise InvalidInput("The page sent something that can't be read. Load it again.")
    card.is_drawn = False
    write_back(card, after)
    return card


@transaction.atomic
def draw_card(*, person: Person, key: UUID, case_key: UUID) -> Card:
    """Begin a review: from now on an answer at the case that was drawn counts for the card.

    Raises:
        NotFound: there is no such card, or the case is not open to them.
    """
    card = own_card(person, key)
    card.drawn, card.is_drawn = readable_case(person, case_key), True
    card.save()
    return card


@transaction.atomic
def set_aside(*, person: Person, case_key: UUID, is_wanted: bool, now: datetime) -> Case:
    """Ask nothing of a case any more, or again.

    Raises:
        NotFound: there is no such case for them.
    """
    case = readable_case(person, case_key)
    if is_wanted:
        SetAside.objects.get_or_create(person=person, case=case, defaults={"made_at": now})
    else:
        SetAside.objects.filter(person=person, case=case).delete()
    return case


def _begin_of(person: Person, day: str, now: datetime) -> datetime:
    zone = zone_of(plan_of(person).zone)
    today = day_around(now, zone)
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise InvalidInput("Choose a day to move it to.") from None
    if not today.date <= wanted <= today.date + timedelta(days=LONGEST_DAYS):
        raise InvalidInput("Choose a day from today to a year from now.")
    return now if wanted == today.date else day_of(wanted, zone).start
