"""What a person reviews, and when it is due."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.kernel.ids import new_key

DIAGNOSIS: Final = ""
"""The item of a card that asks for the diagnosis of a whole case, taken as an unknown."""


class Card(models.Model):
    """One person's review of one item of a case, or of its diagnosis. It goes with either of them.

    ``stability_days``, ``difficulty`` and ``reviewed_at`` are what the schedule keeps; together
    they are absent before the first answer, and after the card was forgotten.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="cards")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="cards")
    item = models.CharField(max_length=64, blank=True, default=DIAGNOSIS)
    stability_days = models.FloatField(null=True)
    difficulty = models.FloatField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    is_paused = models.BooleanField(default=False)
    # The case that was drawn for it, its own or a sibling's, and is being answered or was last.
    drawn = models.ForeignKey("cases.Case", models.SET_NULL, related_name="+", null=True)
    is_drawn = models.BooleanField(default=False)
    # The answer it was graded from last, so that the same answer does not count twice.
    answer_key = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["person", "due_at"], name="card_due_of_person")]
        constraints = [
            models.UniqueConstraint(fields=["person", "case", "item"], name="card_once"),
            models.CheckConstraint(
                name="card_memory_whole",
                condition=Q(
                    stability_days__isnull=True, difficulty__isnull=True, reviewed_at__isnull=True
                )
                | Q(
                    stability_days__isnull=False,
                    difficulty__isnull=False,
                    reviewed_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"card {self.pk}"
