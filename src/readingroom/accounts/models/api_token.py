"""Keys that programs of a person use in their name."""

from django.conf import settings
from django.db import models

from readingroom.kernel.ids import new_key


class Scope(models.TextChoices):
    """What a token may be used for; never more than its person may do."""

    READ_IMAGES = "images:read", "Read images (DICOMweb)"
    SEND_IMAGES = "images:send", "Send studies in (STOW-RS)"
    READ_CASES = "cases:read", "Read cases"
    WRITE_CASES = "cases:write", "Write cases"
    READ_OWN = "own:read", "Read what is yours: favourites, notes, answers, searches, notices"
    WRITE_OWN = "own:write", "Write favourites, notes and saved searches"
    READ_TEACHING = "teaching:read", "Read classes, playlists and results"
    WRITE_TEACHING = "teaching:write", "Make and change classes and playlists"
    READ_PEOPLE = "people:read", "Read people and institutions"
    WRITE_PEOPLE = "people:write", "Change people and institutions"


FOR_ADMINISTRATORS = frozenset({Scope.READ_PEOPLE, Scope.WRITE_PEOPLE})
"""What only administrators can use a token for."""


def all_scopes() -> list[str]:
    """Every scope, for tokens that were made before there were any."""
    return [scope.value for scope in Scope]


class ApiToken(models.Model):
    """A key that a program sends with each request. The token itself is not kept.

    ``last_used_at`` is noted at most once an hour.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    token_digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    label = models.CharField(max_length=100, blank=True)
    scopes = models.JSONField(default=all_scopes)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"API token {self.pk}"
