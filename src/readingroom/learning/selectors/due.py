"""What one learner reviews today, and what waits."""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from readingroom.accounts.models import Person
from readingroom.assessment.review_queue import Sibling, draw_queue
from readingroom.cases.access import visible_cases
from readingroom.cases.models import Case, CaseOpening, Revision, State
from readingroom.learning.alike import sibling_of
from readingroom.learning.days import Day, day_around, zone_of
from readingroom.learning.models import Attempt, Card, ItemAnswer, SetAside
from readingroom.learning.models.card import DIAGNOSIS
from readingroom.learning.selectors.asked import Items, items_asked
from readingroom.learning.selectors.keeping import Named, named
from readingroom.learning.selectors.questions import HOTSPOT_PROMPT
from readingroom.learning.services.cards import as_review_card, concept_of, stand_in_name
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
        item: the item of that case that is asked; empty for the diagnosis.
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
    cards, items = _askable(_open_cards(person).filter(due_at__lt=day.end)[:MOST_DRAWN_FROM])
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
    others = _stand_ins(person, drawn[:MOST_STOOD_IN_FOR], siblings_of)
    draws = draw(_siblings(person, cards, others))
    named_others = {one.name: one for one in others}
    chosen = [
        (
            card,
            named_others.get(draw.item) or _StandIn("", card.case_id, card.item, _of(card, items)),
        )
        for draw in draws
        for card in (by_key[draw.card.item],)
    ]
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
    items, _ = items_asked({card.case_id for card in cards})
    return tuple(
        Listed(
            card.key,
            names[card.case_id],
            card.item,
            _prompt(_of(card, items)),
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


def _askable(cards: QuerySet[Card]) -> tuple[list[Card], Items]:
    """Those whose case still asks, and what it asks: its author may have taken the question out."""
    rows = list(cards.select_related("case"))
    items, unknowns = items_asked({card.case_id for card in rows})
    asked = [
        card
        for card in rows
        if (card.case_id in unknowns if card.item == DIAGNOSIS else _of(card, items))
    ]
    return asked, items


def _of(card: Card, items: Items) -> Mapping[str, Any]:
    """The item of a card; nothing where it asks for the diagnosis, or is there no more."""
    return items.get(card.case_id, {}).get(card.item, {})


def _prompt(item: Mapping[str, Any]) -> str:
    """What may be told of an item before it is answered again."""
    return HOTSPOT_PROMPT if item.get("kind") == "hotspot" else str(item.get("stem", ""))


@dataclass(frozen=True)
class _StandIn:
    """What is asked for a card: an item of a case, or its diagnosis.

    Attributes:
        name: as the queue knows it.
        asked: the item as plain data; empty for the diagnosis.
    """

    name: str
    case_id: int
    item: str
    asked: Mapping[str, Any]


def _stand_ins(
    person: Person, cards: Sequence[Card], siblings_of: SiblingsOf
) -> tuple[_StandIn, ...]:
    """For each card what other cases of the same diagnosis ask that asks the same."""
    keys = {card.case_id: card.case.key for card in cards}
    alike = {case_id: siblings_of(key) for case_id, key in keys.items()}
    if not any(alike.values()):
        return ()
    allowed = _allowed(person, {key for each in alike.values() for key in each})
    items, unknowns = items_asked({*allowed.values(), *keys})
    return tuple(
        one
        for card in cards
        for key in alike[card.case_id]
        if allowed.get(key, card.case_id) != card.case_id
        for one in _standing_in(card, allowed[key], items, unknowns)
    )


def _standing_in(
    card: Card, case_id: int, items: Items, unknowns: frozenset[int]
) -> Iterator[_StandIn]:
    """What a case asks in the place of a card; nothing where it asks nothing of the kind."""
    name = stand_in_name(card, case_id)
    if card.item == DIAGNOSIS:
        if case_id in unknowns:
            yield _StandIn(name, case_id, DIAGNOSIS, {})
        return
    others = items.get(case_id, {})
    item = sibling_of(_of(card, items), others.values()) if _of(card, items) else ""
    if item:
        yield _StandIn(name, case_id, item, others[item])


def _siblings(
    person: Person, cards: Sequence[Card], others: Sequence[_StandIn]
) -> tuple[Sibling, ...]:
    """Each card's own case, and of ``others`` the cases that may stand in for it."""
    seen = _seen(person, {card.case_id for card in cards} | {one.case_id for one in others})
    own = [
        Sibling(str(card.key), concept_of(card), str(card.case_id), seen.get(card.case_id))
        for card in cards
    ]
    stand_ins = [
        Sibling(one.name, one.name.rpartition("@")[0], str(one.case_id), seen.get(one.case_id))
        for one in others
    ]
    return (*own, *stand_ins)


def _allowed(person: Person, keys: Iterable[UUID]) -> dict[UUID, int]:
    """Of these cases, those that may be read and are not set aside."""
    aside = SetAside.objects.filter(person=person)
    rows = visible_cases(person).filter(key__in=list(keys), state=State.PUBLISHED)
    return dict(rows.exclude(pk__in=aside.values("case")).values_list("key", "pk"))


def _seen(person: Person, ids: Iterable[int]) -> dict[int, datetime]:
    """When each case was last opened, taken or answered at."""
    cases = dict(Case.objects.filter(pk__in=list(ids)).values_list("key", "pk"))
    seen = dict(
        CaseOpening.objects.filter(person=person, case__in=cases.values()).values_list(
            "case_id", "opened_at"
        )
    )
    taken = Attempt.objects.filter(person=person, case_key__in=list(cases))
    answers = ItemAnswer.objects.filter(person=person, case_key__in=list(cases))
    latest = answers.values("case_key").annotate(latest=Max("at"))
    for key, at in (
        *taken.values_list("case_key", "started_at"),
        *latest.values_list("case_key", "latest"),
    ):
        seen[cases[key]] = max(at, seen.get(cases[key], at))
    return seen


def _shown(person: Person, chosen: Sequence[tuple[Card, _StandIn]]) -> tuple[Drawn, ...]:
    cases = {card.case_id: card.case for card, _ in chosen}
    cases |= Case.objects.in_bulk({one.case_id for _, one in chosen} - set(cases))
    names = named(person, list(cases.values()))
    safe = _safe_titles(cases.values())
    return tuple(
        Drawn(
            card=card.key,
            case=names[card.case_id],
            shown=cases[one.case_id].key,
            shown_number=cases[one.case_id].short_number,
            shown_title=safe.get(one.case_id) or "Unknown case",
            item=one.item,
            stem=_prompt(one.asked),
            is_other=one.case_id != card.case_id,
        )
        for card, one in chosen
    )


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
