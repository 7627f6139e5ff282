"""What a person writes for themselves in the margin of a case."""

from typing import Final

from django.conf import settings
from django.db import models

MOST_CHARACTERS: Final = 10_000


class MarginNote(models.Model):
    """A person's note at one stage of a case. Nobody else reads it; it goes with either of them."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="margin_notes"
    )
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    # The stage's name in the document; later revisions may have it no longer.
    stage = models.CharField(max_length=64)
    text = models.TextField(max_length=MOST_CHARACTERS)
    # Counted from 1, so that a second tab notices that the first wrote.
    version = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "case", "stage"], name="margin_note_once"),
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"
