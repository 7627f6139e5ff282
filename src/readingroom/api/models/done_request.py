"""Requests that were carried out, so that sending one again does nothing twice."""

from django.conf import settings
from django.db import models


class DoneRequest(models.Model):
    """That a person's request of this name was done. It holds no word of what was sent.

    ``name`` is the Idempotency-Key that came with it, ``digest`` is of method, address and body,
    ``subject`` the key of what was made or changed.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    subject = models.UUIDField(null=True)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="done_request_once"),
        ]

    def __str__(self) -> str:
        return f"done request {self.pk}"
