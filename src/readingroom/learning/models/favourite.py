"""Cases a person keeps within reach."""

from django.conf import settings
from django.db import models


class Favourite(models.Model):
    """That a person has starred a case. It goes with either of them."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "case"], name="favourite_once"),
        ]

    def __str__(self) -> str:
        return f"favourite {self.pk}"
