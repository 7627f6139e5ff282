"""From a draft to the readers: submitted by its author, published or returned by an editor."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from readingroom.accounts.actor import Actor, may_edit
from readingroom.accounts.models import Person
from readingroom.accounts.news import News
from readingroom.accounts.services.telling import tell
from readingroom.casefile.checklist import missing_for_submission
from readingroom.casefile.errors import InvalidCase, Problem
from readingroom.casefile.validation import parse_document
from readingroom.cases.access import check_may_publish
from readingroom.cases.models import (
    Case,
    Outcome,
    PathologyWait,
    PublicationBasis,
    PublicationSchedule,
    Review,
    Visibility,
)
from readingroom.cases.services.drafting import find_case, keep_revision
from readingroom.cases.services.notify import tell_editors
from readingroom.cases.services.publish import publish_case
from readingroom.infra import audit
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict

REASONS: Final = {
    "identity": "Something could tell who the patient is",
    "findings": "The findings of a study are missing or too short",
    "limits": "It is not said what a study could not show",
    "differential": "The differential is missing, or says nothing for and against",
    "proof": "It is not said what the diagnosis rests on",
    "spoiler": "The answer is given away early",
    "images": "Images are missing, or are not the best ones",
    "references": "References are missing",
    "language": "The wording needs another look",
}
"""What editors return cases for most often."""
_MAX_WORDS: Final = 4000


@transaction.atomic
def submit_case(
    *, case_key: UUID, author: Person, basis: str, is_clear: bool, note: str = "", now: datetime
) -> Review:
    """Ask the editors to publish the working copy as it is now.

    A submission that is open already is replaced by this one.

    Args:
        basis: a value of ``PublicationBasis``.
        is_clear: that the author has looked for identity in images and words, and found none.

    Raises:
        NotFound: the case is not there for ``author``.
        InvalidCase: something is wrong, or missing that every case must have.
        InvalidInput: the basis or the author's word is missing.
    """
    case = find_case(author, case_key)
    if basis not in PublicationBasis.values:
        raise InvalidInput("Say by what right the case may be shown.")
    if not is_clear:
        raise InvalidInput("Look through images and words for the patient's identity, and say so.")
    revision = keep_revision(case=case, author=author, note="Submitted", now=now)
    missing = missing_for_submission(parse_document(revision.document))
    if missing:
        raise InvalidCase(tuple(Problem(one.place, f"Missing: {one.label}.") for one in missing))
    end_schedules(case, now=now)
    open_reviews(case).update(outcome=Outcome.WITHDRAWN, decided_by=author, decided_at=now)
    PathologyWait.objects.filter(case=case).delete()
    review = Review.objects.create(
        case=case, revision=revision, author=author, basis=basis, note=note[:1000], submitted_at=now
    )
    tell_editors(case, News.SUBMITTED, now=now, but=author)
    audit.record(
        "case.submitted", actor=author.key, subject=case.key, at=now, codes={"basis": basis}
    )
    return review


@transaction.atomic
def withdraw_case(*, case_key: UUID, author: Person, now: datetime) -> None:
    """Take a submission back, to go on writing.

    Raises:
        NotFound: the case is not there for ``author``.
        StateConflict: it is not in review any more.
    """
    case = find_case(author, case_key)
    end_schedules(case, now=now)
    changed = open_reviews(case).update(
        outcome=Outcome.WITHDRAWN, decided_by=author, decided_at=now
    )
    if not changed:
        raise StateConflict("This case is not in review any more. Load the page again.")
    audit.record("case.withdrawn", actor=author.key, subject=case.key, at=now)


@transaction.atomic
def return_case(
    *, case_key: UUID, editor: Person, reasons: Sequence[str], words: str, now: datetime
) -> Review:
    """Give a submission back to its author, with reasons. Nothing of theirs is changed.

    Raises:
        NotFound: the case is not there for ``editor``.
        NotPermitted: they are no editor of its institution.
        StateConflict: it is not in review any more.
        InvalidInput: no reason is given.
    """
    case = find_case(editor, case_key)
    check_may_publish(editor, case)
    review = the_open_review(case)
    review.reasons, review.words = read_reasons(reasons, words)
    end_schedules(case, now=now)
    review.outcome, review.decided_by, review.decided_at = Outcome.RETURNED, editor, now
    review.save()
    tell([case.owner, review.author], News.RETURNED, subject=case.key, now=now, but=editor)
    audit.record("case.returned", actor=editor.key, subject=case.key, at=now)
    return review


@transaction.atomic
def publish_submission(
    *,
    case_key: UUID,
    editor: Person,
    visibility: Visibility,
    now: datetime,
    ends_schedules: bool = True,
) -> Review:
    """Publish what was submitted.

    Args:
        ends_schedules: whether a time that was set for it is cancelled.

    Raises:
        NotFound: the case is not there for ``editor``.
        NotPermitted: they are no editor of its institution, or its images may not leave the house.
        StateConflict: it is not in review any more, or another revision came since.
    """
    case = find_case(editor, case_key)
    check_may_publish(editor, case)
    review = the_open_review(case)
    if case.draft_revision_id != review.revision_id:
        raise StateConflict("The case has changed since it was submitted. Ask for it again.")
    publish_case(case_key=case_key, actor=editor, visibility=visibility, now=now)
    review.outcome, review.decided_by, review.decided_at = Outcome.PUBLISHED, editor, now
    review.save()
    if ends_schedules:
        end_schedules(case, now=now)
    tell([case.owner, review.author], News.PUBLISHED, subject=case.key, now=now, but=editor)
    return review


def open_reviews(case: Case) -> QuerySet[Review]:
    """The submission of ``case`` that waits for an editor, if there is one."""
    return Review.objects.filter(case=case, outcome=Outcome.OPEN)


def waiting_reviews(actor: Actor) -> QuerySet[Review]:
    """Submissions that ``actor`` may decide, the longest waiting first."""
    rows = Review.objects.filter(outcome=Outcome.OPEN)
    if not (isinstance(actor, Person) and may_edit(actor) and actor.institution_id):
        return rows.none()
    return rows.filter(case__institution=actor.institution_id).order_by("submitted_at")


def read_reasons(reasons: Sequence[str], words: str) -> tuple[list[str], str]:
    """The reasons that there are, and the editor's own words.

    Raises:
        InvalidInput: neither is given.
    """
    known = [code for code in REASONS if code in reasons]
    if not known and not words.strip():
        raise InvalidInput("Say why: tick a reason, or write one.")
    return known, words.strip()[:_MAX_WORDS]


def waiting_schedules() -> QuerySet[PublicationSchedule]:
    """Times of publication that are still to come, or to be carried out."""
    return PublicationSchedule.objects.filter(standing=PublicationSchedule.Standing.WAITING)


def end_schedules(case: Case, *, now: datetime) -> int:
    """Cancel the time that was set for ``case``; how many there were."""
    waiting = waiting_schedules().filter(review__case=case)
    return waiting.update(standing=PublicationSchedule.Standing.CANCELLED, ended_at=now)


def the_open_review(case: Case) -> Review:
    """The submission of ``case`` that waits, locked.

    Raises:
        StateConflict: there is none any more.
    """
    review = open_reviews(case).select_for_update().first()
    if review is None:
        raise StateConflict("This case is not in review any more. Load the page again.")
    return review


def last_review(case: Case) -> Review | None:
    """The newest submission of ``case``."""
    return case.reviews.select_related("decided_by", "author").first()


def check_review_open_to(actor: Actor) -> Person:
    """The editor behind ``actor``.

    Raises:
        NotFound: they are none.
    """
    if isinstance(actor, Person) and may_edit(actor):
        return actor
    raise NotFound("Nothing is kept at this address, or it is not open to you. Check the address.")
