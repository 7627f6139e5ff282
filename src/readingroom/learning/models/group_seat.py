"""Who enters the pictures of a group together, once and for all."""

from django.db import models
from django.db.models import Q


class GroupSeat(models.Model):
    """One first attempt, or one first answer, in a closed batch of those at the same thing.

    It names no person. When what it stands for goes, the seat stays empty, and its whole batch is
    shown no more: see ``learning.group_seats``.
    """

    # What the batch is of: see ``learning.group_seats``.
    subject = models.CharField(max_length=160, db_index=True)
    # Counted from 1 within the subject.
    batch = models.PositiveIntegerField()
    attempt = models.OneToOneField(
        "learning.Attempt", models.SET_NULL, related_name="group_seat", null=True
    )
    answer = models.OneToOneField(
        "learning.ItemAnswer", models.SET_NULL, related_name="group_seat", null=True
    )

    class Meta:
        ordering = ["subject", "batch", "pk"]
        constraints = [
            models.CheckConstraint(
                name="group_seat_of_one_thing",
                condition=Q(attempt__isnull=True) | Q(answer__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"group seat {self.pk}"
