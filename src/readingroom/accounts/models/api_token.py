"""Keys that programs of a person use in their name."""

from django.conf import settings
from django.db import models

from readingroom.kernel.ids import new_key


class ApiToken(models.Model):
    """A key that a program sends with each request. The token itself is not kept."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    token_digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    label = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"API token {self.pk}"
