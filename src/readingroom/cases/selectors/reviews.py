"""What waits for an editor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Reach
from readingroom.casefile.checklist import Check, checklist
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.identity import Likeness, find_identity
from readingroom.casefile.rarity import find_rarity
from readingroom.casefile.validation import parse_document
from readingroom.casefile.vocab import Licence
from readingroom.cases.access import may_leave_the_house
from readingroom.cases.models import PublicationSchedule, Review, Visibility
from readingroom.cases.selectors.comments import open_count
from readingroom.cases.services.reviewing import waiting_reviews
from readingroom.cases.services.schedule import schedule_of


@dataclass(frozen=True)
class ReviewRow:
    """One submission in the list.

    Attributes:
        waits_days: whole days since it was submitted.
        checks: the whole checklist, with what the author said of identity and of the right to
            show it.
        likenesses: words that look like identity.
        rarities: what could single the patient out, in sentences.
        visibilities: whom it may be published to, as images, licence and institution allow.
        remarks: how many remarks on it are not settled.
        schedule: when it is to be published, or why it could not be.
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
    checks: tuple[Check, ...]
    likenesses: tuple[Likeness, ...]
    rarities: tuple[str, ...]
    visibilities: tuple[str, ...]
    remarks: int
    schedule: PublicationSchedule | None

    @property
    def may_leave(self) -> bool:
        """Whether it may be shown beyond its institution."""
        return Visibility.PUBLIC.value in self.visibilities

    @property
    def unmet(self) -> int:
        """How many lines of the checklist are not met."""
        return sum(not check.is_met for check in self.checks)

    @property
    def schedule_readers(self) -> str:
        """Who will read it at the time that is set."""
        return Visibility(self.schedule.visibility).label.lower() if self.schedule else ""


def review_rows(actor: Actor, *, now: datetime) -> tuple[ReviewRow, ...]:
    """Submissions that ``actor`` may decide, the longest waiting first."""
    rows = waiting_reviews(actor).select_related("case__institution", "revision", "author")
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
        checks=(*_of_the_author(review), *checklist(document)),
        likenesses=find_identity(document),
        rarities=tuple(rarity.message for rarity in find_rarity(document)),
        visibilities=_visibilities(review, document),
        remarks=open_count(review.case_id),
        schedule=schedule_of(review),
    )


def _visibilities(review: Review, document: CaseDocument) -> tuple[str, ...]:
    are_simulated = all(shown.series.is_simulated for shown in review.revision.series.all())
    may_leave = document.licence is not Licence.INSTITUTION_ONLY and may_leave_the_house(
        are_simulated=are_simulated
    )
    institution = review.case.institution
    allowed = Reach(institution.reach).allowed if institution else tuple(Visibility.values)
    inside = {Visibility.PRIVATE.value, Visibility.INSTITUTION.value}
    return tuple(value for value in allowed if may_leave or value in inside)


def _of_the_author(review: Review) -> tuple[Check, ...]:
    """What no document says: the author's word, without which nothing is submitted."""
    cleared, right = "Images and words looked through for identity", "By what right it may be shown"
    return (
        Check(code="cleared", label=cleared, is_met=True, place="", is_required=True),
        Check(code="right", label=right, is_met=bool(review.basis), place="", is_required=True),
    )
