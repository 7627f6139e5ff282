"""That someone asked for everything they wrote."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.kernel.ids import new_key


class ExportState(models.TextChoices):
    """How far it is."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class WritingExport(models.Model):
    """A ZIP of the case folders of one person. It lies under its key until ``expires_at``."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="writing_exports"
    )
    state = models.CharField(max_length=8, choices=ExportState, default=ExportState.WAITING)
    with_images = models.BooleanField(default=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    size_bytes = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["waiting", "running"]),
                name="writing_export_one_at_a_time",
            ),
            models.CheckConstraint(
                name="writing_export_state_known", condition=Q(state__in=ExportState)
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"
