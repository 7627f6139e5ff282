"""Votes: what was asked, and what was said, by nobody."""

from django.db import models
from django.db.models import Q

from readingroom.conference.models.room import Entry
from readingroom.kernel.ids import new_key

MOST_STEM = 2000


class PollKind(models.TextChoices):
    """How one answers."""

    CHOICE = "choice", "One choice"
    POINTS = "points", "100 points"
    MARK = "mark", "A mark on the images"


class Poll(models.Model):
    """One question to the room."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="polls")
    kind = models.CharField(max_length=8, choices=PollKind)
    stem = models.TextField(max_length=MOST_STEM)
    # Texts, in the order shown; of a mark none.
    options = models.JSONField(default=list)
    # Of a mark: the series, as the whole document names it.
    series = models.CharField(max_length=64, blank=True)
    # What is told with the result: `right`, places of options; `targets`, with slices and outline.
    answer = models.JSONField(default=dict)
    # Stages that were open when it was asked: its result goes from the screen with the next.
    committed = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    revealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["entry", "pk"]
        constraints = [
            models.CheckConstraint(name="poll_kind_known", condition=Q(kind__in=PollKind)),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(revealed_at__isnull=True),
                name="poll_one_open_at_a_case",
            ),
        ]

    def __str__(self) -> str:
        return f"poll {self.pk}"


class Ballot(models.Model):
    """What one phone said. Until it is revealed a digest keeps phones apart; then nothing does."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="ballots")
    voter = models.CharField(max_length=64)
    given = models.JSONField()

    class Meta:
        ordering = ["poll", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "voter"], name="ballot_one_a_phone"),
        ]

    def __str__(self) -> str:
        return f"ballot {self.pk}"
