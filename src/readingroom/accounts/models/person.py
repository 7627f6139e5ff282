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
    """Someone who signs in. Roles are of the library; what they reach is of the institution."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    role = models.CharField(max_length=16, choices=Role, default=Role.LEARNER)
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="people", null=True, blank=True
    )
    credit_line = models.CharField(max_length=200, blank=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(name="person_role_known", condition=models.Q(role__in=Role)),
        ]

    @property
    def display_name(self) -> str:
        """How pages name this person."""
        return self.credit_line or self.get_full_name() or self.username
