"""Which cases are listed, a piece at a time."""

from collections.abc import Sequence
from dataclasses import replace

from readingroom.accounts.models import Person
from readingroom.api.asking import now
from readingroom.cases.access import editable_cases, listed_cases
from readingroom.cases.models import Case, CaseOpening
from readingroom.kernel.errors import Unavailable
from readingroom.search.finding import Wish, find, scope_of
from readingroom.search.index import ready_engine, vocabulary
from readingroom.search.ordering import apart

Some = tuple[Sequence[Case], int | None]
_WITH = ("draft_revision", "published_revision", "institution")


def cases_of(person: Person, which: str, before: int | None, limit: int) -> Some:
    """The newest cases of the library, or of a person's own; and where the next page goes on."""
    reach = editable_cases(person).filter(owner=person) if which == "mine" else listed_cases(person)
    if before is not None:
        reach = reach.filter(pk__lt=before)
    rows = list(reach.select_related(*_WITH).order_by("-pk")[: limit + 1])
    page = rows[:limit]
    return page, page[-1].pk if len(rows) > limit else None


def found(person: Person, wish: Wish) -> Some:
    """The cases that fit, in the order that is wanted; and where the next page goes on.

    Raises:
        Unavailable: the search is being made ready.
    """
    engine = ready_engine()
    if engine is None:
        raise Unavailable("The search is being made ready. Try again in a moment.")
    wish = replace(wish, apart=apart(person, wish.order, now=now()))
    answer = find(engine, vocabulary(), scope_of(person, hide=wish.hide), wish).answer
    rows = {
        row.pk: row
        for row in listed_cases(person).select_related(*_WITH).filter(pk__in=answer.hits)
    }
    after = wish.start + wish.limit
    page = [rows[case_id] for case_id in answer.hits if case_id in rows]
    return page, after if after < answer.total else None


def unread_among(person: Person, cases: Sequence[Case]) -> frozenset[int]:
    """Primary keys of those that ``person`` neither wrote nor has read."""
    ids = {case.pk for case in cases if case.owner_id != person.pk}
    read = CaseOpening.objects.filter(person=person, case__in=ids).values_list("case_id", flat=True)
    return frozenset(ids - set(read))
