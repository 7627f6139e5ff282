"""Publishing at a time to come: chosen by an editor, carried out by a job, checked then."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.accounts.news import News
from readingroom.accounts.services.telling import tell
from readingroom.casefile.checklist import missing_for_submission
from readingroom.casefile.validation import parse_document
from readingroom.cases.access import check_may_publish
from readingroom.cases.models import Case, Judgement, PublicationSchedule, Review, Visibility
from readingroom.cases.services.drafting import find_case
from readingroom.cases.services.publish import check_may_be_shown
from readingroom.cases.services.reviewing import (
    end_schedules,
    publish_submission,
    the_open_review,
    waiting_schedules,
)
from readingroom.infra import audit
from readingroom.kernel.errors import (
    InvalidInput,
    NotPermitted,
    ReadingRoomError,
    StateConflict,
    Unavailable,
)

LONGEST: Final = timedelta(days=366)
_Standing = PublicationSchedule.Standing


@transaction.atomic
def schedule_publication(
    *, case_key: UUID, editor: Person, visibility: Visibility, due_at: datetime, now: datetime
) -> PublicationSchedule:
    """Have what was submitted published at ``due_at``, in place of any earlier word.

    Whoever calls queues ``cases.jobs.publish_scheduled`` for that time.

    Raises:
        NotFound: the case is not there for ``editor``.
        NotPermitted: they are no editor of its institution, or it may not be shown so widely.
        StateConflict: it is not in review, or another revision came since.
        InvalidInput: the time is past, or more than a year away.
    """
    case = find_case(editor, case_key)
    check_may_publish(editor, case)
    if not now < due_at <= now + LONGEST:
        raise InvalidInput("Choose a time to come, within a year.")
    review = the_open_review(case)
    if case.draft_revision_id != review.revision_id:
        raise StateConflict("The case has changed since it was submitted. Ask for it again.")
    check_may_be_shown(review.revision, visibility)
    end_schedules(case, now=now)
    audit.record("case.scheduled", actor=editor.key, subject=case.key, at=now)
    return PublicationSchedule.objects.create(
        review=review, editor=editor, visibility=visibility, due_at=due_at, made_at=now
    )


@transaction.atomic
def cancel_schedule(*, case_key: UUID, editor: Person, now: datetime) -> None:
    """Leave it in review after all.

    Raises:
        NotFound: the case is not there for ``editor``.
        NotPermitted: they are no editor of its institution.
        StateConflict: it is not scheduled any more.
    """
    case = find_case(editor, case_key)
    check_may_publish(editor, case)
    if not end_schedules(case, now=now):
        raise StateConflict("No time is set for this case any more. Load the page again.")
    audit.record("case.schedule_cancelled", actor=editor.key, subject=case.key, at=now)


def due_schedules(*, now: datetime) -> list[UUID]:
    """Keys of those whose time has come and that nothing has become of."""
    rows = waiting_schedules().filter(due_at__lte=now).order_by("due_at")
    return list(rows.values_list("key", flat=True))


@transaction.atomic
def carry_out(key: UUID, *, now: datetime) -> bool:
    """Publish what is due; where it can't be, say so to the editor. Whether it was published.

    Safe to call at any time, and again: what was cancelled, done, or is not due stays as it is.

    Raises:
        Unavailable: something is busy; ask again.
    """
    rows = waiting_schedules().select_for_update(of=("self",)).select_related("editor")
    schedule = rows.filter(key=key, due_at__lte=now).select_related("review__case").first()
    if schedule is None:
        return False
    why = _publish(schedule, schedule.review.case, now)
    schedule.standing = _Standing.FAILED if why else _Standing.DONE
    schedule.why, schedule.ended_at = why, now
    schedule.save(update_fields=["standing", "why", "ended_at"])
    if why:
        case = schedule.review.case
        tell([schedule.editor], News.NOT_PUBLISHED, subject=case.key, now=now)
        audit.record("case.schedule_failed", subject=case.key, at=now)
    return not why


def _publish(schedule: PublicationSchedule, case: Case, now: datetime) -> str:
    """What stood against it, in a sentence; empty where it is published."""
    try:
        with transaction.atomic():
            _check_now(schedule, case)
            publish_submission(
                case_key=case.key,
                editor=schedule.editor,
                visibility=Visibility(schedule.visibility),
                now=now,
                ends_schedules=False,
            )
    except Unavailable:
        raise
    except ReadingRoomError as refusal:
        return refusal.message[:500]
    return ""


def _check_now(schedule: PublicationSchedule, case: Case) -> None:
    if not schedule.editor.is_active:
        raise NotPermitted("Whoever chose the time has left the library.")
    missing = missing_for_submission(parse_document(schedule.review.revision.document))
    if missing:
        labels = ", ".join(line.label.lower() for line in missing)
        raise InvalidInput(f"The checklist is not met any more: {labels}.")
    if case.identity_reports.filter(judgement=Judgement.OPEN).exists():
        raise StateConflict("Someone reported an identity in this case. Judge the report first.")


def schedule_of(review: Review) -> PublicationSchedule | None:
    """The newest word about when ``review`` is published: waiting, or failed."""
    last = review.schedules.order_by("-made_at", "-pk").first()
    return last if last and last.standing in {_Standing.WAITING, _Standing.FAILED} else None
