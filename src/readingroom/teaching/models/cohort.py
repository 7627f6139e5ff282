"""Classes: who teaches, who belongs to them, and what was set for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from readingroom.kernel.ids import new_key


class Cohort(models.Model):
    """A class: people who agreed that its teachers see how they do with what is set for it.

    A class whose teacher has left the library goes on with its other teachers.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    name = models.CharField(max_length=120)
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="classes_taught", null=True
    )
    co_teachers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="classes_taught_with", blank=True
    )
    institution = models.ForeignKey(
        "accounts.Institution", models.SET_NULL, related_name="classes", null=True
    )
    # Whoever has it may ask to join, until it is made anew.
    join_code = models.CharField(max_length=32, unique=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="classes_joined"
    )
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return f"class {self.pk}"


class Membership(models.Model):
    """One person in one class. The row goes when they leave."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField()
    # Which wording of "who sees what" they agreed to.
    agreed_to = models.CharField(max_length=16)

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"


class SetCase(models.Model):
    """A case that a teacher set for a class."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="set_cases")
    case_key = models.UUIDField(db_index=True)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["set_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "case_key"], name="set_case_once"),
        ]

    def __str__(self) -> str:
        return f"set case {self.pk}"


class SetPlaylist(models.Model):
    """Since when a playlist is set for a class: whoever sat it before did so for themselves."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="set_playlists")
    playlist = models.ForeignKey(
        "teaching.Playlist", models.CASCADE, related_name="set_for_classes"
    )
    set_at = models.DateTimeField()
    # When it was seen not to be shared with the class any more; none while it is.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["set_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "playlist"], name="set_playlist_once"),
        ]

    def __str__(self) -> str:
        return f"set playlist {self.pk}"


class Contribution(models.Model):
    """One person's work at one thing set for a class: begun for the class, by their own act.

    What they do at other times is none of it. Once finished it waits until it can enter the
    figures of the group together with four others; from then on its ``batch`` stays, and so does
    the row, without the person, when the person's data go. What the figures need is written into
    it when it is finished, so that nothing that happens to the answers changes a figure.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="contributions")
    # The key of a case, or of a playlist.
    work = models.UUIDField(db_index=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="contributions", null=True
    )
    # The key of the sitting it was done in; empty for a case that is taken by itself.
    context = models.CharField(max_length=64, blank=True)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # From 0 to 1; none where nothing of it is scored.
    score = models.FloatField(null=True)
    # What the figures count: see ``services.cohorts_said``. No free text of anyone.
    said = models.JSONField(default=dict)
    # Counted from 1 within the class and the work.
    batch = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["begun_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "work", "person"], name="contribution_once"),
            models.CheckConstraint(
                name="contribution_batched_when_finished",
                condition=Q(batch__isnull=True) | Q(finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="contribution_score_in_range",
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"contribution {self.pk}"
