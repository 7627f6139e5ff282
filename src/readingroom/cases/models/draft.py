"""What is being written: the working copy of a case, and what was done to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """The working copy of a case. Every change makes its version one higher."""

    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="working_copy")
    version = models.PositiveIntegerField(default=0)
    # `casefile.working` says how this differs from a document.
    copy = models.JSONField()
    # The revision whose document this copy was opened from, or was last kept as.
    revision = models.ForeignKey("cases.Revision", models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft {self.pk}, version {self.version}"


class DraftEdit(models.Model):
    """Changes that were saved together, and how to take them back."""

    class Kind(models.TextChoices):
        """Written, or a step back or forth among what was written."""

        EDIT = "edit", "Edit"
        UNDO = "undo", "Undo"
        REDO = "redo", "Redo"

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="edits")
    version = models.PositiveIntegerField()
    # Named by the page that sent it, so that sending it again is no second change.
    batch = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.EDIT)
    is_undone = models.BooleanField(default=False)
    edits = models.JSONField()
    inverse = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["draft", "version"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "version"], name="draft_edit_version_once"),
            models.UniqueConstraint(fields=["draft", "batch"], name="draft_edit_batch_once"),
            models.CheckConstraint(
                name="draft_edit_kind_known", condition=Q(kind__in=["edit", "undo", "redo"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
