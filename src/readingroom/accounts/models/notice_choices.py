"""Which news someone wants, and by which way."""

from django.conf import settings
from django.db import models


class NoticeKind(models.TextChoices):
    """What the library tells people of."""

    RECEIVED = "received", "What I sent in is done"
    COMMENT = "comment", "An editor commented on my case"
    DECISION = "decision", "My case was published or returned"
    REMINDER = "reminder", "My case waits for something, such as pathology"
    SUBMITTED = "submitted", "A case was submitted for review"
    REPORTED = "reported", "Someone reported an identity in a case"
    MARKED = "marked", "A teacher marked an answer of mine"


class NoticeChoices(models.Model):
    """One person's choices. ``accounts.services.notices`` reads them, with what holds before.

    ``chosen`` has, by the value of a ``NoticeKind``, ``{"page": bool, "mail": bool}``; kinds that
    are not in it are as the library begins.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices"
    )
    chosen = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"notice choices {self.pk}"
