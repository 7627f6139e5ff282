"""What one person writes, and what they have read: for a page of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from readingroom.accounts.models import Person
from readingroom.cases.access import editable_cases, listed_cases
from readingroom.cases.models import Case, CaseOpening, Outcome, Review, Revision, State

MOST_READ: Final = 6


@dataclass(frozen=True)
class Written:
    """One case of theirs.

    Attributes:
        title: as its newest revision has it; empty where it has none yet.
        at: when it was last kept, or published.
    """

    key: UUID
    number: str
    title: str
    at: datetime


@dataclass(frozen=True)
class Writing:
    """All of theirs, by where each stands, the newest first."""

    drafts: Sequence[Written]
    in_review: Sequence[Written]
    published: Sequence[Written]
    retired: int

    @property
    def is_anything(self) -> bool:
        """Whether they wrote any case."""
        return bool(self.drafts or self.in_review or self.published or self.retired)


@dataclass(frozen=True)
class Read:
    """A case that they have opened, and may read still."""

    key: UUID
    number: str
    title: str
    opened_at: datetime


def writing_of(person: Person) -> Writing:
    """The cases that are ``person``'s own."""
    own = Case.objects.filter(owner=person).select_related("draft_revision", "published_revision")
    submitted = set(
        Review.objects.filter(case__owner=person, outcome=Outcome.OPEN).values_list(
            "case_id", flat=True
        )
    )
    editable = set(editable_cases(person).filter(owner=person).values_list("pk", flat=True))
    drafts = [case for case in own if case.state == State.DRAFT and case.pk in editable]
    return Writing(
        drafts=_rows(case for case in drafts if case.pk not in submitted),
        in_review=_rows(case for case in own if case.pk in submitted),
        published=_rows(
            case for case in own if case.state == State.PUBLISHED and case.pk not in submitted
        ),
        retired=sum(case.state == State.RETIRED for case in own),
    )


def read_lately(person: Person, *, most: int = MOST_READ) -> Sequence[Read]:
    """What they opened last, of what is listed to them; their own are with what they write."""
    rows = (
        CaseOpening.objects.filter(person=person, case__in=listed_cases(person))
        .exclude(case__owner=person)
        .select_related("case__published_revision")
        .order_by("-opened_at", "-pk")[:most]
    )
    return [
        Read(
            row.case.key, row.case.short_number, _title(row.case.published_revision), row.opened_at
        )
        for row in rows
    ]


def _rows(cases: Iterable[Case]) -> Sequence[Written]:
    rows = [
        Written(case.key, case.short_number, _title(case.draft_revision), _kept_at(case))
        for case in cases
    ]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _kept_at(case: Case) -> datetime:
    return case.draft_revision.created_at if case.draft_revision else case.created_at


def _title(revision: Revision | None) -> str:
    return str(revision.document.get("title", "")) if revision else ""
