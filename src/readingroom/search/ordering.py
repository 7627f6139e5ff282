"""Orders that the index does not know: what is most read, due for someone, or unread by them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import Count

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.cases.models import CaseOpening
from readingroom.learning.selectors.due import due_case_ids
from readingroom.search.engines.base import AllOf, Answer, Ask, Clause, Engine, OneOf, Without

MOST_READ, DUE, UNREAD = "read", "due", "unread"
OWN: Final = frozenset({DUE, UNREAD})
"""Orders that only someone who is signed in has."""
_MOST: Final = 2_000


@dataclass(frozen=True)
class Apart:
    """Cases that stand apart from all others, which come the newest first.

    Attributes:
        case_ids: in their order.
        is_last: whether they stand behind the others, and then the newest first too.
    """

    case_ids: tuple[int, ...]
    is_last: bool = False


def apart(actor: Actor, order: str, *, now: datetime) -> Apart | None:
    """What ``order`` sets apart for ``actor``; None where it is an order of the index."""
    if order == MOST_READ:
        return Apart(tuple(_most_read()))
    if not isinstance(actor, Person):
        return None
    if order == DUE:
        return Apart(tuple(due_case_ids(actor, now=now)))
    if order == UNREAD:
        opened = CaseOpening.objects.filter(person=actor).values_list("case_id", flat=True)
        return Apart(tuple(opened), is_last=True)
    return None


def answer_apart(engine: Engine, ask: Ask, aside: Apart) -> Answer:
    """What fits ``ask``, in the order that ``aside`` gives; what may be found is as it was."""
    ask = replace(ask, order="newest")
    if not aside.case_ids:
        return engine.answer(ask)
    within = OneOf(frozenset(aside.case_ids))
    whole = engine.answer(replace(ask, start=0, limit=1))
    if aside.is_last:
        hits = _both(engine, _only(ask, Without(within)), _only(ask, within))
    else:
        every = replace(_only(ask, within), start=0, limit=len(aside.case_ids), counts=False)
        fitting = set(engine.answer(every).hits)
        first = [case_id for case_id in aside.case_ids if case_id in fitting]
        page = first[ask.start : ask.start + ask.limit]
        others = _only(ask, Without(within))
        hits = (*page, *_some(engine, others, ask.start - len(first), ask.limit - len(page)))
    return Answer(whole.total, tuple(hits), whole.counts)


def _both(engine: Engine, first: Ask, then: Ask) -> tuple[int, ...]:
    """A page of what fits ``first`` and, where that ends, of what fits ``then``."""
    answer = engine.answer(replace(first, counts=False))
    left = first.limit - len(answer.hits)
    return (*answer.hits, *_some(engine, then, first.start - answer.total, left))


def _some(engine: Engine, ask: Ask, start: int, limit: int) -> Iterable[int]:
    """At most ``limit`` of what fits, from ``start`` on; a start before the first is the first."""
    if limit <= 0:
        return ()
    return engine.answer(replace(ask, start=max(0, start), limit=limit, counts=False)).hits


def _only(ask: Ask, part: Clause) -> Ask:
    unseen = None if ask.unseen_clause is None else AllOf((ask.unseen_clause, part))
    return replace(ask, clause=AllOf((ask.clause, part)), unseen_clause=unseen)


def _most_read() -> Iterable[int]:
    """Cases by how many people have opened them, at most two thousand."""
    counted = CaseOpening.objects.values("case_id").annotate(people=Count("pk"))
    return counted.order_by("-people", "-case_id").values_list("case_id", flat=True)[:_MOST]
