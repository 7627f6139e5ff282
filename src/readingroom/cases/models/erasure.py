"""That a case was erased: all that is left of it."""

from django.db import models
from django.db.models import Q


class ErasureReason(models.TextChoices):
    """Why. Codes, because words could say again what was erased."""

    CONSENT = "consent", "Consent was withdrawn"
    IDENTITY = "identity", "Something in it could tell who the patient is"
    REQUEST = "request", "The patient, or who speaks for them, asked for it"
    ORDER = "order", "An authority or a court ordered it"
    RULE = "rule", "A rule of the institution says so, or its time was over"
    MISTAKE = "mistake", "It should never have been put in"
    RESTORED = "restored", "It was erased before, and a backup brought it back"


class ErasureStage(models.TextChoices):
    """What of it is done. Each stage is repeated until the next is noted."""

    ASKED = "asked", "Asked for"
    TAKEN = "taken", "Out of the library; its files are being destroyed"
    NOTED = "noted", "In the ledger; its files are being destroyed"
    DESTROYED = "destroyed", "Files destroyed; copies are being destroyed"
    COPIED = "copied", "Copies destroyed; the database is being written anew"
    DONE = "done", "Done"


class Erasure(models.Model):
    """The tombstone of a case: its key and number, why, by whom and when. Nothing of what it said.

    While it is not done it also holds, by keys of ours, which files are to be destroyed.
    """

    case_key = models.UUIDField(unique=True, editable=False)
    # Never given to another case.
    number = models.PositiveIntegerField(unique=True)
    reason = models.CharField(max_length=16, choices=ErasureReason)
    # The key of a person; empty where it was done at the machine itself.
    actor = models.CharField(max_length=36, blank=True)
    stage = models.CharField(
        max_length=16, choices=ErasureStage, default=ErasureStage.ASKED, db_index=True
    )
    leftovers = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="erasure_reason_known", condition=Q(reason__in=ErasureReason)
            ),
            models.CheckConstraint(name="erasure_stage_known", condition=Q(stage__in=ErasureStage)),
            models.CheckConstraint(
                name="erasure_done_has_time",
                condition=Q(stage="done", finished_at__isnull=False, leftovers={})
                | (~Q(stage="done") & Q(finished_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.short_number

    @property
    def short_number(self) -> str:
        """The number that people knew the case by."""
        return f"RR-{self.number:05d}"
