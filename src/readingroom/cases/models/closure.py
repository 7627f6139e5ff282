"""Which cases are closed to someone for a while, because an exam asks them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Closure(models.Model):
    """That a case is closed to one person from one moment to another.

    It always ends by itself, so that nothing that is lost or stands still keeps a case closed.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="closures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # The key of what closes it.
    source = models.UUIDField(db_index=True)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "source"], name="closure_once"),
            models.CheckConstraint(name="closure_ends", condition=Q(until__gt=F("since"))),
        ]
        indexes = [models.Index(fields=["person", "until"], name="closure_of_person")]

    def __str__(self) -> str:
        return f"closure {self.pk}"
