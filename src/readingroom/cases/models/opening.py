"""Which cases someone has opened, so that the library may name their diagnosis to them."""

from django.conf import settings
from django.db import models


class CaseOpening(models.Model):
    """That a person has read a case."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="openings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="opening_once"),
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"
