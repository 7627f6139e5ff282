"""Background work of the pages: telling people that something is done."""

from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from readingroom.archive.models import Door, Submission
from readingroom.archive.states import SubmissionState
from readingroom.infra.events import SubmissionFinished
from readingroom.infra.jobs import enqueue_after_commit, job
from readingroom.kernel.errors import Unavailable

SUBJECT = "Reading Room: what you sent is done"
TEXT = "What you sent to the library is done. See what became of it:\n\n{address}\n"


@job(queue="default")
def tell_owner(submission_key: str) -> None:
    """Write to the owner, once for each time it ends: a link, and nothing of what was sent."""
    now = timezone.now()
    submission = Submission.objects.select_related("owner").get(key=UUID(submission_key))
    if not submission.owner or not submission.owner.email or not submission.owner.is_active:
        return
    untold = Q(notified_at=None) | Q(notified_at__lt=F("finished_at"))
    rows = Submission.objects.filter(untold, pk=submission.pk, state=SubmissionState.FINISHED)
    if not rows.update(notified_at=now):
        return  # told already, or on its way again
    path = reverse("web:received_one", args=[submission.key])
    text = TEXT.format(address=f"{settings.READINGROOM_ADDRESS}{path}")
    try:
        send_mail(SUBJECT, text, settings.DEFAULT_FROM_EMAIL, [submission.owner.email])
    except OSError as error:  # smtplib's own are of this kind
        Submission.objects.filter(pk=submission.pk).update(notified_at=submission.notified_at)
        raise Unavailable(
            "The mail server does not take mail just now.", detail=type(error).__name__
        ) from None


def on_finished(event: SubmissionFinished) -> None:
    """Queue the mail, where the library sends any and nobody stood beside it."""
    if not settings.READINGROOM_SENDS_MAIL:
        return
    by_hand = Submission.objects.filter(key=event.submission_key, door=Door.COMMAND)
    if not by_hand.exists():
        enqueue_after_commit(tell_owner, submission_key=event.submission_key)
