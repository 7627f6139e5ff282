"""That a draft waits for pathology, and when its author is reminded."""

from django.db import models


class PathologyWait(models.Model):
    """A draft that can't go on before the pathologist has spoken. Gone when they have."""

    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="pathology_wait")
    since = models.DateTimeField()
    remind_at = models.DateTimeField()
    # Days from one reminder to the next; 0 reminds once.
    every_days = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"pathology wait {self.pk}"
