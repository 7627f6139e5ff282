"""What a teaching-file manifest, or its report, says: kept until a draft case is made of it."""

from django.db import models

from readingroom.kernel.ids import new_key


class TeachingNote(models.Model):
    """One manifest or report, read before its object was cleaned.

    ``words`` went through the cleaner of free text and are emptied once a draft has them;
    ``images`` are keyed digests (``Instance.source_digest``), ``study_digest`` is one as well.
    """

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    submission = models.ForeignKey(
        "archive.Submission", models.CASCADE, related_name="teaching_notes"
    )
    patient = models.ForeignKey("archive.Patient", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    study_digest = models.CharField(max_length=64)
    words = models.JSONField(default=dict)
    images = models.JSONField(default=list)
    case_key = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"teaching note {self.key}"
