"""Background work of the pages: telling people that something is done."""

from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from readingroom.accounts.news import News
from readingroom.accounts.services.telling import tell
from readingroom.archive.models import Door, Submission
from readingroom.archive.states import SubmissionState
from readingroom.infra.events import SubmissionFinished
from readingroom.infra.jobs import enqueue_after_commit, job


@job(queue="default")
def tell_owner(submission_key: str) -> None:
    """Tell the owner, once for each time it ends."""
    now = timezone.now()
    with transaction.atomic():
        submission = Submission.objects.select_related("owner").get(key=UUID(submission_key))
        untold = Q(notified_at=None) | Q(notified_at__lt=F("finished_at"))
        rows = Submission.objects.filter(untold, pk=submission.pk, state=SubmissionState.FINISHED)
        if submission.owner and rows.update(notified_at=now):
            tell([submission.owner], News.RECEIVED, subject=submission.key, now=now)


def on_finished(event: SubmissionFinished) -> None:
    """Have the owner told, where nobody stood beside it."""
    by_hand = Submission.objects.filter(key=event.submission_key, door=Door.COMMAND)
    if not by_hand.exists():
        enqueue_after_commit(tell_owner, submission_key=event.submission_key)
