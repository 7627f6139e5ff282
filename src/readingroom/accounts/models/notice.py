"""That someone is to be told of something."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.kernel.ids import new_key


class Notice(models.Model):
    """One piece of news for one person: what happened to which thing, and none of its words.

    ``kind`` is a value of ``NoticeKind``, by which people choose; ``what`` a code within it;
    ``subject`` the key of a case or a submission.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16)
    what = models.CharField(max_length=24)
    subject = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    # Who wants it by mail alone has it read from the beginning.
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "what", "subject"],
                condition=Q(read_at=None),
                name="notice_unread_once",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"
