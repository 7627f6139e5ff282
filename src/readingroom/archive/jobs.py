"""Background work of the archive: thin calls into its services."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from readingroom.archive.services.decisions import UNDO_FOR, take_decided, with_decisions
from readingroom.archive.services.process import inspect_arriving, process_submission
from readingroom.archive.services.sweep import sweep
from readingroom.infra.jobs import enqueue_after_commit, enqueue_at, job
from readingroom.kernel.errors import StateConflict, Unavailable


@job(queue="ingest")
def advance_submission(submission_key: str) -> None:
    """Take a submission to its end. Ends quietly where another process is at it."""
    now = timezone.now()  # noqa: TID251  # jobs are an edge: they read the clock, once
    process_submission(UUID(submission_key), now=now)


@job(queue="ingest", max_attempts=1)
def take_in_arriving(submission_key: str) -> None:
    """Read what has come of an upload, while the rest is on its way."""
    now = timezone.now()  # noqa: TID251  # jobs are an edge
    inspect_arriving(UUID(submission_key), now=now)


@job(queue="ingest")
def take_decisions(submission_key: str, at_once: str = "") -> None:
    """Send on what editors decided: what is old enough, or all of it with ``at_once``."""
    now, key = timezone.now(), UUID(submission_key)  # noqa: TID251  # jobs are an edge
    try:
        left = take_decided(key, before=now if at_once else now - UNDO_FOR, now=now)
    except StateConflict:
        raise Unavailable("Another process is at these files. They are sent on later.") from None
    with transaction.atomic():
        enqueue_after_commit(advance_submission, submission_key=submission_key)
        if left:
            enqueue_at(take_decisions, left + UNDO_FOR, submission_key=submission_key)


@job(queue="default")
def keep_house() -> None:
    """Sweep, and queue what was left lying."""
    now = timezone.now()  # noqa: TID251  # jobs are an edge
    for key in sweep(now=now):
        with transaction.atomic():
            enqueue_after_commit(advance_submission, submission_key=key)
    for key in with_decisions(before=now - UNDO_FOR):
        with transaction.atomic():
            enqueue_after_commit(take_decisions, submission_key=key)
