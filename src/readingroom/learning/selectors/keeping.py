"""What a person keeps of cases: stars, notes, and how far they have come in the library."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.casefile.vocab import System
from readingroom.cases.access import listed_cases, visible_cases
from readingroom.cases.models import Case, CaseFacet, CaseOpening, Revision, State
from readingroom.learning.models import Attempt, Favourite, MarginNote

MOST_SHOWN = 200


@dataclass(frozen=True)
class Named:
    """A case by what its reader may know of it.

    Attributes:
        title: the diagnosis where they have opened the case, else its title for the unknown.
    """

    key: UUID
    number: str
    title: str
    is_opened: bool


@dataclass(frozen=True)
class Starred:
    """A favourite."""

    case: Named
    made_at: datetime


@dataclass(frozen=True)
class Noted:
    """A note in the margin, with where it stands.

    Attributes:
        stage: the stage's name in the document.
    """

    case: Named
    stage: str
    text: str
    changed_at: datetime


@dataclass(frozen=True)
class Share:
    """How much of one system somebody has been through.

    Attributes:
        system: the value the library is filtered by; empty for all cases.
        taken: as an unknown, to the end.
    """

    system: str
    label: str
    total: int
    opened: int
    taken: int


@dataclass(frozen=True)
class Margin:
    """What the page of a case shows its reader of their own."""

    is_starred: bool
    notes: dict[str, MarginNote]


def margin_of(actor: Actor, case_key: UUID) -> Margin | None:
    """A person's star and notes at a case; None for visitors."""
    if not isinstance(actor, Person):
        return None
    notes = MarginNote.objects.filter(person=actor, case__key=case_key)
    return Margin(
        is_starred=Favourite.objects.filter(person=actor, case__key=case_key).exists(),
        notes={note.stage: note for note in notes},
    )


def starred_keys(actor: Actor, keys: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these cases ``actor`` has starred."""
    if not isinstance(actor, Person):
        return frozenset()
    rows = Favourite.objects.filter(person=actor, case__key__in=list(keys))
    return frozenset(rows.values_list("case__key", flat=True))


def favourites_of(
    person: Person, *, start: int = 0, limit: int = MOST_SHOWN
) -> tuple[Starred, ...]:
    """The stars on cases that they may still read, the newest first; from ``start`` on, from 0."""
    rows = Favourite.objects.filter(person=person, case__in=visible_cases(person))
    shown = list(rows.select_related("case")[start : start + limit])
    names = named(person, [row.case for row in shown])
    return tuple(Starred(names[row.case_id], row.made_at) for row in shown)


def notes_of(person: Person, *, start: int = 0, limit: int = MOST_SHOWN) -> tuple[Noted, ...]:
    """The notes at cases that they may still read, the newest first; from ``start`` on, from 0."""
    rows = MarginNote.objects.filter(person=person, case__in=visible_cases(person))
    shown = list(rows.select_related("case")[start : start + limit])
    names = named(person, [row.case for row in shown])
    return tuple(Noted(names[row.case_id], row.stage, row.text, row.changed_at) for row in shown)


def named(person: Person, cases: Sequence[Case]) -> dict[int, Named]:
    """What these cases may be called to ``person``, by row."""
    ids = {case.pk for case in cases}
    openings = CaseOpening.objects.filter(person=person, case__in=ids)
    opened = set(openings.values_list("case_id", flat=True))
    shown = {
        case.draft_revision_id if case.state == State.DRAFT else case.published_revision_id
        for case in cases
    }
    titles = {
        case_id: (title, safe)
        for case_id, title, safe in Revision.objects.filter(
            pk__in={revision for revision in shown if revision}
        ).values_list("case_id", "document__title", "document__unknown_title")
    }
    found = {}
    for case in cases:
        title, safe = titles.get(case.pk, ("", ""))
        is_opened = case.pk in opened
        shown_title = title if is_opened else safe
        found[case.pk] = Named(
            case.key, case.short_number, shown_title or "Unknown case", is_opened
        )
    return found


def progress_of(person: Person) -> tuple[Share, ...]:
    """Of all that the library lists to them, and of each system that has any: read and taken."""
    listed = listed_cases(person)
    opened = listed.filter(openings__person=person)
    finished = Attempt.objects.filter(person=person, result__isnull=False)
    taken = listed.filter(key__in=finished.values("case_key"))
    counts = [_by_system(cases) for cases in (listed, opened, taken)]
    whole = Share("", "All cases", *(cases.count() for cases in (listed, opened, taken)))
    systems = (
        Share(one.value, one.label, *(count[one.value] for count in counts))
        for one in System
        if counts[0][one.value]
    )
    return (whole, *systems)


def _by_system(cases: QuerySet[Case]) -> Counter[str]:
    facets = CaseFacet.objects.filter(name="system", case__in=cases.values("pk"))
    return Counter(dict(facets.values_list("value").annotate(Count("case_id", distinct=True))))
