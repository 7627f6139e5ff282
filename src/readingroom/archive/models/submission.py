"""One sending: the files that someone gave at one time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from readingroom.archive.states import SubmissionState
from readingroom.kernel.ids import new_key


class Door(models.TextChoices):
    """Which way a submission came in."""

    COMMAND = "command", "Command line"
    FOLDER = "folder", "Drop folder"
    PAGE = "page", "This website"
    PACS = "pacs", "PACS"
    WEB = "web", "DICOMweb"


class Submission(models.Model):
    """One sending. Its receipt accounts for every file in it.

    ``expected_bytes`` is what whoever uploads it announced, and ``arrived_bytes`` and
    ``arrived_count`` what came of it so far; they say nothing where files come at once.
    ``seen_at`` is when its owner looked at it after its end, ``notified_at`` when they were
    written to.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions", null=True
    )
    institution = models.ForeignKey(
        "accounts.Institution", models.PROTECT, related_name="submissions", null=True
    )
    door = models.CharField(max_length=16, choices=Door, default=Door.COMMAND)
    expected_bytes = models.BigIntegerField(default=0)
    arrived_bytes = models.BigIntegerField(default=0)
    arrived_count = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True)
    notified_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=16,
        choices=[(s.value, s.value) for s in SubmissionState],
        default=SubmissionState.RECEIVING.value,
    )
    file_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="submission_state_known",
                condition=Q(state__in=[s.value for s in SubmissionState]),
            ),
            models.CheckConstraint(name="submission_door_known", condition=Q(door__in=Door)),
            models.CheckConstraint(
                name="submission_done_within_files", condition=Q(done_count__lte=F("file_count"))
            ),
            models.CheckConstraint(
                name="submission_finished_has_time",
                condition=Q(state="finished", finished_at__isnull=False)
                | (~Q(state="finished") & Q(finished_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"submission {self.key}"
