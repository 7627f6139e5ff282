"""That a submitted case is to be published at a time to come."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.kernel.ids import new_key


class PublicationSchedule(models.Model):
    """When, to whom, and by whose word. At most one of a submission waits."""

    class Standing(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "Waits for its time"
        DONE = "done", "Published"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Could not be published"

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    review = models.ForeignKey("cases.Review", models.CASCADE, related_name="schedules")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=16)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)
    # For the editor, where it failed: a sentence of ours, none of the case's.
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(standing="waiting"), name="schedule_waiting_once"
            ),
            models.CheckConstraint(
                name="schedule_ended_says_when",
                condition=Q(standing="waiting", ended_at=None)
                | (~Q(standing="waiting") & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"schedule {self.pk}"
