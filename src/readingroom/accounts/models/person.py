"""Someone who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from readingroom.accounts.models.institution import Institution
from readingroom.kernel.ids import new_key


class Role(models.TextChoices):
    """What someone may do, from least to most."""

    LEARNER = "learner", "Learner"
    CONTRIBUTOR = "contributor", "Contributor"
    EDITOR = "editor", "Editor"
    TEACHER = "teacher", "Teacher"
    ADMINISTRATOR = "administrator", "Administrator"


class Person(AbstractUser):
    """Someone who signs in. Roles are of the library; what they reach is of the institution.

    Whoever deletes their account leaves a row without a name, which their cases still point at:
    ``left_at`` says since when.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    role = models.CharField(max_length=16, choices=Role, default=Role.LEARNER)
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="people", null=True, blank=True
    )
    name = models.CharField(max_length=150, blank=True)
    title = models.CharField(max_length=80, blank=True)
    orcid = models.CharField(max_length=19, blank=True)
    credit_line = models.CharField(max_length=200, blank=True)
    # What new cases begin in, by ISO 639-1; empty: English. Pages are in English.
    language = models.CharField(max_length=16, blank=True)
    # Empty: as the library's own.
    time_zone = models.CharField(max_length=64, blank=True)
    # What the viewer begins with on a device where nothing was chosen yet.
    viewer = models.JSONField(default=dict, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(name="person_role_known", condition=models.Q(role__in=Role)),
            models.CheckConstraint(
                name="person_left_signs_in_no_more",
                condition=models.Q(left_at=None) | models.Q(is_active=False),
            ),
        ]

    @property
    def display_name(self) -> str:
        """How pages name this person."""
        if self.left_at is not None:
            return self.credit_line or "A former member"
        return self.credit_line or self.name or self.get_full_name() or self.username
