"""One study of one patient, as it is filed."""

from django.db import models

from readingroom.kernel.ids import new_key


class Study(models.Model):
    """One study. Its UID is ours; its date is a number of days from the patient's first."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    study_instance_uid = models.CharField(max_length=64, unique=True)
    patient = models.ForeignKey("archive.Patient", models.PROTECT, related_name="studies")
    submission = models.ForeignKey("archive.Submission", models.PROTECT, related_name="studies")
    institution = models.ForeignKey(
        "accounts.Institution", models.PROTECT, related_name="studies", null=True
    )
    is_simulated = models.BooleanField(default=False)
    relative_day = models.IntegerField(null=True)
    modalities = models.CharField(max_length=64, blank=True)
    description = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["relative_day", "id"]
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return f"study {self.key}"
