"""What waits for an editor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.casefile.checklist import Check, checklist
from readingroom.casefile.identity import Likeness, find_identity
from readingroom.casefile.validation import parse_document
from readingroom.cases.models import Review
from readingroom.cases.services.reviewing import waiting_reviews


@dataclass(frozen=True)
class ReviewRow:
    """One submission in the list.

    Attributes:
        waits_days: whole days since it was submitted.
        open_checks: lines of the checklist that are not met.
        likenesses: words that look like identity.
    """

    key: UUID
    number: str
    title: str
    author: str
    is_own: bool
    basis: str
    note: str
    submitted_at: datetime
    waits_days: int
    open_checks: tuple[Check, ...]
    likenesses: tuple[Likeness, ...]
    may_leave: bool


def review_rows(actor: Actor, *, now: datetime) -> tuple[ReviewRow, ...]:
    """Submissions that ``actor`` may decide, the longest waiting first."""
    rows = waiting_reviews(actor).select_related("case", "revision", "author")
    return tuple(
        _row(review, actor, now) for review in rows.prefetch_related("revision__series__series")
    )


def waiting_count(actor: Actor) -> int:
    """How many wait for ``actor``."""
    return waiting_reviews(actor).count()


def _row(review: Review, actor: Actor, now: datetime) -> ReviewRow:
    told: Mapping[str, object] = review.revision.document
    document = parse_document(told)
    return ReviewRow(
        key=review.case.key,
        number=review.case.short_number,
        title=document.title,
        author=review.author.display_name,
        is_own=review.author_id == actor.pk,
        basis=review.get_basis_display(),
        note=review.note,
        submitted_at=review.submitted_at,
        waits_days=(now - review.submitted_at).days,
        open_checks=tuple(check for check in checklist(document) if not check.is_met),
        likenesses=find_identity(document),
        may_leave=all(shown.series.is_simulated for shown in review.revision.series.all()),
    )
