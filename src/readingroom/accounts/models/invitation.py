"""That someone was asked in."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.accounts.models.person import Role
from readingroom.kernel.ids import new_key


class Invitation(models.Model):
    """A link with which one person makes an account, once. The token itself is not kept.

    ``invited_by`` is empty where someone asked for it on the page for registering: then it was
    sent to an address which whoever uses it can read.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    token_digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=16, choices=Role, default=Role.LEARNER)
    institution = models.ForeignKey(
        "accounts.Institution", models.PROTECT, related_name="+", null=True, blank=True
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="invitation_role_known", condition=Q(role__in=Role)),
            models.CheckConstraint(
                name="invitation_by_itself_makes_learners",
                condition=Q(invited_by__isnull=False)
                | Q(role="learner")
                | Q(used_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
