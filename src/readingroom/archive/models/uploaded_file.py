"""One file that a browser sent, while its sender may still come back to it."""

from django.db import models
from django.db.models import F, Q


class UploadedFile(models.Model):
    """Which files of a submission one uploaded file became: itself, or what was in the archive.

    ``digest`` is a keyed digest of what the browser knows the file by, so that a page that is
    opened again can ask which of its files are here. Rows go a day after the submission's end.
    """

    submission = models.ForeignKey("archive.Submission", models.CASCADE, related_name="uploads")
    digest = models.CharField(max_length=64)
    first_ordinal = models.PositiveIntegerField()
    last_ordinal = models.PositiveIntegerField()

    class Meta:
        ordering = ["submission_id", "first_ordinal"]
        constraints = [
            models.UniqueConstraint(name="uploaded_once", fields=["submission", "digest"]),
            models.CheckConstraint(
                name="uploaded_ordinals_in_order",
                condition=Q(first_ordinal__lte=F("last_ordinal")),
            ),
        ]

    def __str__(self) -> str:
        return f"uploaded file {self.pk}"
