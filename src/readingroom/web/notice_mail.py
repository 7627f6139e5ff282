"""Notices by mail: a link, and not a word of what it is about."""

import smtplib
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone

from readingroom.accounts.models import Notice
from readingroom.accounts.news import NoticeWanted
from readingroom.infra.jobs import enqueue_after_commit, job
from readingroom.kernel.errors import Unavailable

SUBJECT: Final = "Reading Room: there is news for you"
TEXT: Final = """There is news for you in the library:

{address}

What you are written to of, you choose on your profile.
"""
# 5 s, then four times as long each time: the last attempt is a day and a half after the first.
ATTEMPTS: Final = 9
_TEMPORARY: Final = 500


@job(queue="default", max_attempts=ATTEMPTS)
def mail_notice(notice_key: str) -> None:
    """Write to whom a notice is for, once; not to who has read it meanwhile."""
    now = timezone.now()
    notice = Notice.objects.select_related("person").filter(key=UUID(notice_key)).first()
    if notice is None or not notice.person.is_active or not notice.person.email:
        return
    if notice.read_at is not None and notice.read_at > notice.at:
        return
    if not Notice.objects.filter(pk=notice.pk, mailed_at=None).update(mailed_at=now):
        return  # written already, or on its way
    address = f"{settings.READINGROOM_ADDRESS}{reverse('web:notice', args=[notice.key])}"
    try:
        send_mail(
            SUBJECT, TEXT.format(address=address), settings.DEFAULT_FROM_EMAIL,
            [notice.person.email],
        )  # fmt: skip
    except OSError as error:  # smtplib's own are of this kind
        if _is_final(error):
            return  # there is no such mailbox: asking again would not make one
        Notice.objects.filter(pk=notice.pk).update(mailed_at=None)
        raise Unavailable(
            "The mail server does not take mail just now.", detail=type(error).__name__
        ) from None


def on_wanted(event: NoticeWanted) -> None:
    """Queue the mail, where the library sends any."""
    if settings.READINGROOM_SENDS_MAIL:
        enqueue_after_commit(mail_notice, notice_key=event.notice_key)


def _is_final(error: OSError) -> bool:
    """Whether the server refused the recipient for good (RFC 5321 section 4.2.1: 5yz)."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= _TEMPORARY for code, _ in error.recipients.values())
