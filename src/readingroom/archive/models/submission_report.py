"""What de-identification did to the files of one submission, in counts."""

from django.db import models


class SubmissionReport(models.Model):
    """Added up series by series as they are filed, in the same transaction.

    ``totals`` holds how often each rule did what to which attribute, and no value: it outlives
    quarantine, from which it could not be made again.
    """

    submission = models.OneToOneField(
        "archive.Submission", models.CASCADE, related_name="deid_report"
    )
    totals = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"report of {self.submission_id}"
