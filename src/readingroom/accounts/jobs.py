"""Background work about people: sending links, and forgetting what is over."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from axes.models import AccessAttempt
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone

from readingroom.accounts.models import Invitation, Person, SignInLink
from readingroom.accounts.reset_tokens import token_for
from readingroom.accounts.services.invitations import renew
from readingroom.infra.jobs import job
from readingroom.kernel.errors import NotFound, Unavailable

ENDED_KEPT: Final = timedelta(days=30)
_SUBJECT: Final = "Reading Room: make your account"
_RESET_SUBJECT: Final = "Reading Room: choose a new password"
_INVITED: Final = (
    "You are invited to a library of radiology teaching cases.\n\n"
    "Make your account here, once, until {until}:\n\n{address}\n\n"
    "If you expected nothing of the kind, do nothing.\n"
)
_KNOWN: Final = (
    "Someone asked for an account at this address. You have one already.\n\n"
    "Sign in here:\n\n{address}\n\n"
    "If you forgot your password, the page there sends you a link for a new one.\n"
)
_RESET: Final = (
    "Someone asked for a new password for you in a library of radiology teaching cases.\n\n"
    "Choose one here, once, within {minutes} minutes:\n\n{address}\n\n"
    "If it was not you, do nothing: your password holds.\n"
)


@job(queue="default")
def send_invitation(invitation_key: str) -> None:
    """Send a link that nobody has seen before, or say that there is an account already."""
    now = timezone.now()  # noqa: TID251  # jobs are an edge
    row = Invitation.objects.filter(key=UUID(invitation_key), used_at=None).first()
    if row is None or not row.email:
        raise NotFound("This invitation was taken back.")
    is_known = Person.objects.filter(email__iexact=row.email, is_active=True).exists()
    if is_known and row.invited_by_id is None:
        text = _KNOWN.format(address=_whole(reverse("account_login")))
    else:
        row, token = renew(row.key, by=None, now=now)
        until = f"{row.expires_at:%d %B %Y, %H:%M} UTC"
        text = _INVITED.format(address=_whole(reverse("web:join", args=[token])), until=until)
    try:
        send_mail(_SUBJECT, text, settings.DEFAULT_FROM_EMAIL, [row.email])
    except OSError as error:  # smtplib's own are of this kind
        raise Unavailable(
            "The mail server does not take mail just now.", detail=type(error).__name__
        ) from None
    Invitation.objects.filter(pk=row.pk).update(sent_at=now)


@job(queue="default")
def send_reset_link(person_key: str) -> None:
    """Send a link that lets someone choose a new password; it is made here, and kept nowhere."""
    person = Person.objects.filter(key=UUID(person_key), is_active=True).exclude(email="").first()
    if person is None:
        return
    address = _whole(reverse("web:password_choose", args=[token_for(person)]))
    text = _RESET.format(address=address, minutes=settings.PASSWORD_RESET_TIMEOUT // 60)
    try:
        send_mail(_RESET_SUBJECT, text, settings.DEFAULT_FROM_EMAIL, [person.email])
    except OSError as error:  # smtplib's own are of this kind
        raise Unavailable(
            "The mail server does not take mail just now.", detail=type(error).__name__
        ) from None


def _whole(path: str) -> str:
    return f"{settings.READINGROOM_ADDRESS}{path}"


def forget_what_is_over(*, now: datetime) -> None:
    """Delete what is kept about signing in and is of no use any more.

    Failed attempts go when they count no longer (``AXES_COOLOFF_TIME``), with the digest of what
    was typed; links and invitations that ended, a month later; of used ones their address went
    when they were used.
    """
    window = timedelta(hours=settings.AXES_COOLOFF_TIME)
    AccessAttempt.objects.filter(attempt_time__lt=now - window).delete()
    SignInLink.objects.filter(expires_at__lt=now - ENDED_KEPT).delete()
    Invitation.objects.filter(expires_at__lt=now - ENDED_KEPT).delete()
