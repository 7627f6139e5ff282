"""What editors decide, and what is said of a case on the way."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from readingroom.accounts.models import Person
from readingroom.api.asking import now, person_of
from readingroom.api.once import once
from readingroom.api.paging import USUAL, Cursor, Limit, piece_of
from readingroom.api.routes import REVIEWS
from readingroom.api.shapes import CaseOut
from readingroom.api.shapes_reviews import (
    DoneOut,
    JudgeIn,
    PublishIn,
    RecallIn,
    ReportIn,
    ReportsOut,
    RetireIn,
    ReturnIn,
    ReviewOut,
    ReviewsOut,
    ScheduleIn,
)
from readingroom.api.writing import on_case
from readingroom.cases.jobs import publish_scheduled
from readingroom.cases.models import Visibility
from readingroom.cases.selectors.manage import managed
from readingroom.cases.selectors.reviews import ReviewRow, review_rows
from readingroom.cases.services.identity_report import Seen, judge_identity, report_identity
from readingroom.cases.services.publish import retire_case
from readingroom.cases.services.recall import return_to_draft
from readingroom.cases.services.reviewing import publish_submission, return_case
from readingroom.cases.services.schedule import cancel_schedule, schedule_publication
from readingroom.infra.jobs import enqueue_at


@REVIEWS.get("/reviews", "reviews", ReviewsOut)
def list_reviews(request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = "") -> ReviewsOut:
    """What waits for an editor to decide, the longest first; empty for everyone else."""
    rows, after = piece_of(review_rows(person_of(request), now=now()), cursor, limit)
    return ReviewsOut(items=[_told(row) for row in rows], next=after)


@REVIEWS.post("/cases/{uuid:key}/return", "return_case", CaseOut)
def give_back(request: HttpRequest, key: UUID, body: ReturnIn) -> CaseOut:
    """Give a submission back to its author, with reasons."""
    return on_case(
        request,
        key,
        lambda by, at: return_case(
            case_key=key, editor=by, reasons=body.reasons, words=body.words, now=at
        ),
    )


@REVIEWS.post("/cases/{uuid:key}/publish", "publish", CaseOut)
def publish(request: HttpRequest, key: UUID, body: PublishIn) -> CaseOut:
    """Publish what was submitted."""
    visibility = Visibility(body.visibility)
    return on_case(
        request,
        key,
        lambda by, at: publish_submission(
            case_key=key, editor=by, visibility=visibility, now=at
        ),
    )  # fmt: skip


@REVIEWS.post("/cases/{uuid:key}/schedule", "schedule", CaseOut)
def schedule(request: HttpRequest, key: UUID, body: ScheduleIn) -> CaseOut:
    """Have what was submitted published at a time to come, in place of any earlier word."""

    @transaction.atomic
    def act(by: Person, at: datetime) -> None:
        made = schedule_publication(
            case_key=key, editor=by, visibility=Visibility(body.visibility), due_at=body.at, now=at
        )
        enqueue_at(publish_scheduled, made.due_at, schedule_key=made.key)

    return on_case(request, key, act)


@REVIEWS.post("/cases/{uuid:key}/unschedule", "unschedule", CaseOut)
def unschedule(request: HttpRequest, key: UUID) -> CaseOut:
    """Leave it in review after all."""
    return on_case(request, key, lambda by, at: cancel_schedule(case_key=key, editor=by, now=at))


@REVIEWS.post("/cases/{uuid:key}/recall", "recall", CaseOut)
def recall(request: HttpRequest, key: UUID, body: RecallIn) -> CaseOut:
    """Give a published case back to its author, with reasons."""
    return on_case(
        request,
        key,
        lambda by, at: return_to_draft(
            case_key=key, editor=by, reasons=body.reasons, words=body.words,
            keeps_readers=body.keeps_readers, now=at,
        ),
    )  # fmt: skip


@REVIEWS.post("/cases/{uuid:key}/retire", "retire", CaseOut)
def retire(request: HttpRequest, key: UUID, body: RetireIn) -> CaseOut:
    """Take a published case away from readers."""
    return on_case(
        request,
        key,
        lambda by, at: retire_case(case_key=key, actor=by, because=body.because, now=at),
    )


@REVIEWS.post("/cases/{uuid:key}/report", "report_identity", DoneOut)
def report(request: HttpRequest, key: UUID, body: ReportIn) -> DoneOut:
    """Say that something could tell who the patient is: it hides the case for an editor to judge.

    Where it was seen is asked, and never what.
    """
    seen = Seen(body.seen_in, body.series, body.slice)

    def do(by: Person, at: datetime) -> UUID:
        report_identity(case_key=key, actor=by, seen=seen, now=at)
        return key

    return DoneOut(key=once(request, do))


@REVIEWS.get("/cases/{uuid:key}/reports", "reports", ReportsOut)
def list_reports(request: HttpRequest, key: UUID) -> Any:
    """Reports of an identity in a case, for whoever judges them."""
    return managed(person_of(request), key)


@REVIEWS.post("/cases/{uuid:key}/judge", "judge_identity", DoneOut)
def judge(request: HttpRequest, key: UUID, body: JudgeIn) -> DoneOut:
    """Decide what becomes of a reported case."""

    def do(by: Person, at: datetime) -> UUID:
        judge_identity(
            case_key=key, editor=by, judgement=body.judgement, because=body.because, now=at
        )
        return key

    return DoneOut(key=once(request, do))


def _told(row: ReviewRow) -> ReviewOut:
    return ReviewOut(
        case=row.key,
        number=row.number,
        title=row.title,
        author=row.author,
        basis=row.basis,
        note=row.note,
        submitted_at=row.submitted_at,
        open_checks=[check.label for check in row.checks if not check.is_met],
        visibilities=list(row.visibilities),
        open_remarks=row.remarks,
        publishes_at=row.schedule.due_at if row.schedule and not row.schedule.why else None,
    )
