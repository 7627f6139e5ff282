"""Links that sign one person in, once."""

from django.conf import settings
from django.db import models


class SignInLink(models.Model):
    """A link that signs one person in, once, for a short while. The token itself is not kept."""

    token_digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_in_links"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link {self.pk}"
