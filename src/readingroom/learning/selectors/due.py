"""What one learner reviews today, and what waits."""

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from readingroom.accounts.models import Person
from readingroom.assessment.review_queue import Sibling, draw_queue
from readingroom.cases.access import visible_cases
from readingroom.cases.models import Case, CaseOpening, Revision, State
from readingroom.learning.days import Day, day_around, zone_of
from readingroom.learning.models import Attempt, Card, SetAside
from readingroom.learning.models.card import DIAGNOSIS
from readingroom.learning.selectors.keeping import Named, named
from readingroom.learning.services.cards import as_review_card
from readingroom.learning.services.reviews import plan_of

MOST_DRAWN_FROM: Final = 400
MOST_LISTED: Final = 100
MOST_STOOD_IN_FOR: Final = 20
SiblingsOf = Callable[[UUID], Sequence[UUID]]
"""Keys of cases of the same diagnosis, the best first, as far as the library may list them."""


def alone(_: UUID) -> tuple[UUID, ...]:
    """No siblings: for a count, which asks the index nothing."""
    return ()


@dataclass(frozen=True)
class Drawn:
    """One review of today.

    Attributes:
        shown: the case that is shown, the card's own or a sibling.
        item: the item that is asked; empty for the diagnosis.
    """

    card: UUID
    case: Named
    shown: UUID
    shown_number: str
    shown_title: str
    item: str
    stem: str
    is_other: bool


@dataclass(frozen=True)
class Listed:
    """One card, in the list of all."""

    card: UUID
    case: Named
    item: str
    stem: str
    due_at: datetime
    is_due: bool
    is_paused: bool
    is_set_aside: bool


@dataclass(frozen=True)
class DueToday:
    """A learner's queue.

    Attributes:
        done: reviews done today.
        over: due cards beyond today's limit, or without another case to show.
        next_at: when the next one is due; None where there is none.
    """

    draws: tuple[Drawn, ...]
    done: int
    over: int
    limit: int
    zone: str
    day: Day
    next_at: datetime | None


def due_today(person: Person, siblings_of: SiblingsOf, *, now: datetime) -> DueToday:
    """The reviews that are left for today, the most likely to be lost first."""
    plan = plan_of(person)
    day = day_around(now, zone_of(plan.zone))
    cards = _askable(_open_cards(person).filter(due_at__lt=day.end)[:MOST_DRAWN_FROM])
    done = _done_on(person, day)
    by_key = {str(card.key): card for card in cards}
    draw = functools.partial(
        draw_queue,
        [as_review_card(card) for card in cards],
        until=day.end - timedelta(microseconds=1),
        limit=plan.daily_limit,
        done=done,
    )
    # The index is asked for what is drawn today, not for all that waits.
    drawn = [by_key[one.card.item] for one in draw(_siblings(person, cards, ()))]
    others = _others(drawn[:MOST_STOOD_IN_FOR], siblings_of)
    draws = draw(_siblings(person, cards, others))
    chosen = [(by_key[draw.card.item], draw.item) for draw in draws]
    return DueToday(
        draws=_shown(person, chosen),
        done=done,
        over=len(cards) - len(draws),
        limit=plan.daily_limit,
        zone=plan.zone,
        day=day,
        next_at=_next_at(person, day),
    )


def due_times(person: Person, *, now: datetime) -> tuple[list[datetime], int, datetime]:
    """For a count that asks nothing of the database: when cards are due, how many are left of
    today's limit, and when that day ends.
    """
    plan = plan_of(person)
    day = day_around(now, zone_of(plan.zone))
    times = list(_open_cards(person).values_list("due_at", flat=True)[: plan.daily_limit])
    return times, max(0, plan.daily_limit - _done_on(person, day)), day.end


def due_case_ids(person: Person, *, now: datetime) -> list[int]:
    """Cases of which something is to be reviewed today, the longest due first, each once."""
    day = day_around(now, zone_of(plan_of(person).zone))
    due = _open_cards(person).filter(due_at__lt=day.end).values_list("case_id", flat=True)
    return list(dict.fromkeys(due[:MOST_DRAWN_FROM]))


def all_cards(person: Person, *, now: datetime) -> tuple[Listed, ...]:
    """Every card on a case that they may still read, the next due first."""
    cards = list(_readable_cards(person).select_related("case")[:MOST_LISTED])
    names = named(person, [card.case for card in cards])
    aside = set(SetAside.objects.filter(person=person).values_list("case_id", flat=True))
    stems = _stems(cards)
    return tuple(
        Listed(
            card.key,
            names[card.case_id],
            card.item,
            stems.get((card.case_id, card.item), ""),
            card.due_at,
            card.due_at <= now,
            card.is_paused,
            card.case_id in aside,
        )
        for card in cards
    )


def card_of(person: Person, case_key: UUID) -> Card | None:
    """The card that taking this case counted for last: its own, or one it stood in for."""
    asked = Q(case__key=case_key) | Q(drawn__key=case_key)
    rows = Card.objects.filter(asked, person=person, item=DIAGNOSIS, reviewed_at__isnull=False)
    rows = rows.filter(case__in=visible_cases(person).values("pk")).select_related("case")
    return rows.order_by("-reviewed_at").first()


def _readable_cards(person: Person) -> QuerySet[Card]:
    readable = visible_cases(person).filter(state=State.PUBLISHED)
    return Card.objects.filter(person=person, case__in=readable.values("pk"))


def _open_cards(person: Person) -> QuerySet[Card]:
    aside = SetAside.objects.filter(person=person)
    cards = _readable_cards(person).filter(is_paused=False)
    return cards.exclude(case__in=aside.values("case")).order_by("due_at", "pk")


def _askable(cards: QuerySet[Card]) -> list[Card]:
    """Those whose case still asks: its author may have taken the question out."""
    rows = list(cards.select_related("case"))
    stems = _stems(rows)
    return [card for card in rows if (card.case_id, card.item) in stems]


def _stems(cards: Iterable[Card]) -> dict[tuple[int, str], str]:
    """The words of each item that is still there, by case and item; a diagnosis has none."""
    revisions = _published(card.case for card in cards)
    found: dict[tuple[int, str], str] = {}
    for case_id, is_asked, items in Revision.objects.filter(pk__in=revisions).values_list(
        "case_id", "document__suitable_for_quiz", "document__items"
    ):
        if is_asked:
            found[case_id, DIAGNOSIS] = ""
        found |= {(case_id, item["id"]): item["stem"] for item in items or ()}
    return found


def _others(cards: Iterable[Card], siblings_of: SiblingsOf) -> tuple[tuple[int, UUID], ...]:
    """For cards of a diagnosis: their case, and each case of the same diagnosis."""
    asked = [card.case for card in cards if card.item == DIAGNOSIS]
    return tuple((case.pk, key) for case in asked for key in siblings_of(case.key))


def _siblings(
    person: Person, cards: Sequence[Card], others: Sequence[tuple[int, UUID]]
) -> tuple[Sibling, ...]:
    """Each card's own case, and of ``others`` the cases that may stand in for it."""
    allowed = _allowed(person, {key for _, key in others}) if others else {}
    ids = {card.case_id for card in cards} | set(allowed.values())
    seen = _seen(person, ids)
    own = [
        Sibling(
            item=str(card.key),
            concept=str(card.case_id) if card.item == DIAGNOSIS else "",
            case=str(card.case_id),
            seen_at=seen.get(card.case_id),
        )
        for card in cards
    ]
    stand_ins = [
        Sibling(
            item=str(allowed[key]),
            concept=str(case_id),
            case=str(allowed[key]),
            seen_at=seen.get(allowed[key]),
        )
        for case_id, key in others
        if key in allowed and allowed[key] != case_id
    ]
    return (*own, *stand_ins)


def _allowed(person: Person, keys: Iterable[UUID]) -> dict[UUID, int]:
    """Of these cases, those that may be taken as unknowns and are not set aside."""
    aside = SetAside.objects.filter(person=person)
    rows = visible_cases(person).filter(
        key__in=list(keys),
        state=State.PUBLISHED,
        published_revision__document__suitable_for_quiz=True,
    )
    return dict(rows.exclude(pk__in=aside.values("case")).values_list("key", "pk"))


def _seen(person: Person, ids: Iterable[int]) -> dict[int, datetime]:
    """When each case was last opened or taken."""
    cases = dict(Case.objects.filter(pk__in=list(ids)).values_list("key", "pk"))
    seen = dict(
        CaseOpening.objects.filter(person=person, case__in=cases.values()).values_list(
            "case_id", "opened_at"
        )
    )
    taken = Attempt.objects.filter(person=person, case_key__in=list(cases))
    for key, at in taken.values_list("case_key", "started_at"):
        seen[cases[key]] = max(at, seen.get(cases[key], at))
    return seen


def _shown(person: Person, chosen: Sequence[tuple[Card, str]]) -> tuple[Drawn, ...]:
    others = {int(item) for card, item in chosen if item != str(card.key)}
    cases = {card.case_id: card.case for card, _ in chosen}
    cases |= Case.objects.in_bulk(others - set(cases))
    names = named(person, list(cases.values()))
    safe = _safe_titles(cases.values())
    stems = _stems([card for card, _ in chosen])
    found = []
    for card, item in chosen:
        shown = cases[card.case_id if item == str(card.key) else int(item)]
        found.append(
            Drawn(
                card=card.key,
                case=names[card.case_id],
                shown=shown.key,
                shown_number=shown.short_number,
                shown_title=safe.get(shown.pk) or "Unknown case",
                item=card.item,
                stem=stems.get((card.case_id, card.item), ""),
                is_other=shown.pk != card.case_id,
            )
        )
    return tuple(found)


def _safe_titles(cases: Iterable[Case]) -> dict[int, str]:
    rows = Revision.objects.filter(pk__in=_published(cases))
    return dict(rows.values_list("case_id", "document__unknown_title"))


def _published(cases: Iterable[Case]) -> set[int]:
    """What these cases are asked from now."""
    return {case.published_revision_id for case in cases if case.published_revision_id}


def _done_on(person: Person, day: Day) -> int:
    """Cards that came back on that day and were answered; new ones are no reviews."""
    rows = Card.objects.filter(person=person, reviewed_at__gte=day.start, reviewed_at__lt=day.end)
    return rows.filter(made_at__lt=day.start).count()


def _next_at(person: Person, day: Day) -> datetime | None:
    later = _open_cards(person).filter(due_at__gte=day.end)
    return later.values_list("due_at", flat=True).first()
