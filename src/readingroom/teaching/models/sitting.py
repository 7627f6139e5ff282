"""Sittings: one person's way through one playlist, as it was drawn for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.kernel.ids import new_key
from readingroom.teaching.models.playlist import EntryKind, Mode, Playlist


class Ending(models.TextChoices):
    """What ended a sitting."""

    PERSON = "person", "Finished"
    TIME = "time", "The time ran out"


class Sitting(models.Model):
    """One way through. Its key is the ``context`` of what is answered in it."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    playlist = models.ForeignKey(Playlist, models.CASCADE, related_name="sittings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sittings")
    mode = models.CharField(max_length=16, choices=Mode)
    # Counted from 1 for each playlist and person; an exam has no second.
    number = models.PositiveIntegerField()
    # What the draw and the order were made of.
    seed = models.BigIntegerField()
    started_at = models.DateTimeField()
    # When it ends by itself, by the server's clock; none leaves it open.
    deadline = models.DateTimeField(null=True)
    # While it is paused; the time that was left then is given back.
    paused_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=16, choices=Ending, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["playlist", "person", "number"], name="sitting_number_once"
            ),
            models.CheckConstraint(
                name="sitting_of_an_exam_is_the_only_one", condition=~Q(mode="exam") | Q(number=1)
            ),
            models.CheckConstraint(
                name="sitting_of_an_exam_is_never_paused",
                condition=~Q(mode="exam") | Q(paused_at__isnull=True),
            ),
            models.CheckConstraint(
                name="sitting_says_what_ended_it",
                condition=Q(finished_at__isnull=True, ending="")
                | (Q(finished_at__isnull=False) & ~Q(ending="")),
            ),
        ]

    def __str__(self) -> str:
        return f"sitting {self.pk}"

    @property
    def is_exam(self) -> bool:
        """Whether nothing is told before the end."""
        return self.mode == Mode.EXAM


class SittingEntry(models.Model):
    """One thing that is asked in a sitting: of one revision, whatever is published later."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="entries")
    # Counted from 1: all that an address says of it.
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=EntryKind)
    case_key = models.UUIDField(db_index=True)
    revision = models.ForeignKey(
        "cases.Revision", models.SET_NULL, related_name="sitting_entries", null=True
    )
    item = models.SlugField(max_length=64, blank=True)
    # The section it stands in, and what is read there.
    heading = models.CharField(max_length=200, blank=True)
    note = models.TextField(max_length=4000, blank=True)
    # What the page was sent with when it was done, so that a second sending is known as one.
    token = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True)
    # From 0 to 1; none where nothing of it is scored.
    score = models.FloatField(null=True)

    class Meta:
        ordering = ["sitting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="sitting_entry_once"),
            models.CheckConstraint(
                name="sitting_entry_score_in_range",
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"sitting entry {self.pk}"


class SittingCommit(models.Model):
    """The differential at one stage of a case that a sitting asks."""

    entry = models.ForeignKey(SittingEntry, models.CASCADE, related_name="commits")
    # Counted from 0, as the revision orders its stages.
    place = models.PositiveIntegerField()
    token = models.CharField(max_length=64)
    rows = models.JSONField()
    committed_at = models.DateTimeField()

    class Meta:
        ordering = ["entry", "place"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "place"], name="sitting_commit_place_once"),
        ]

    def __str__(self) -> str:
        return f"sitting commit {self.pk}"


class Unsent(models.Model):
    """What someone has written at an entry and not committed: the form's fields, as typed."""

    entry = models.OneToOneField(SittingEntry, models.CASCADE, related_name="unsent")
    fields = models.JSONField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"unsent {self.pk}"
