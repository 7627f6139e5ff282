"""What a finished attempt was worth, each time it was judged. Rows are added, never changed."""

from django.db import models
from django.db.models import Q

from readingroom.learning.models.attempt import Attempt
from readingroom.learning.models.written_once import WrittenOnce


class AttemptJudgement(WrittenOnce):
    """One judging of one finished attempt; the first is the library's own.

    Later ones come of words that the learner assigned by hand to names the library knows. The
    first stays, and figures of a group are made of it alone. When the case is erased, the words
    go and the numbers stay.
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="judgements")
    # 0 for the library's own, then counted.
    number = models.PositiveIntegerField()
    # What the learner's words were assigned to: the name they wrote, and the name that was meant.
    meant = models.JSONField(default=dict)
    outcome = models.FloatField(null=True)
    closeness = models.JSONField()
    # The share from 0 to 1 on the leading diagnosis at the last commit before the diagnosis was
    # told; None where nothing had any.
    said = models.FloatField(null=True)
    is_right = models.BooleanField()
    judged_at = models.DateTimeField()

    class Meta:
        ordering = ["attempt", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "number"], name="attempt_judgement_number_once"
            ),
            models.CheckConstraint(
                name="attempt_judgement_in_range",
                condition=(Q(outcome__isnull=True) | Q(outcome__gte=0, outcome__lte=1))
                & (Q(said__isnull=True) | Q(said__gte=0, said__lte=1)),
            ),
        ]

    def __str__(self) -> str:
        return f"judgement of attempt {self.pk}"
