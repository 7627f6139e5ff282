"""What searches of studies are answered from."""

from django.db import models


class StudyKeys(models.Model):
    """The attributes a study is searched by, taken from its metadata once: no identity is in them.

    Text is folded as searches compare it, several values of one attribute joined. ``body`` is
    DICOM JSON of what belongs to the study alone; what depends on the series a reader may see is
    added to each answer.
    """

    study = models.OneToOneField(
        "archive.Study", models.CASCADE, primary_key=True, related_name="+"
    )
    date = models.CharField(max_length=8, blank=True)
    time = models.CharField(max_length=16, blank=True)
    accession = models.CharField(max_length=64, blank=True)
    patient_id = models.CharField(max_length=64, blank=True)
    patient_name = models.CharField(max_length=324, blank=True)
    description = models.CharField(max_length=64, blank=True)
    referrer = models.CharField(max_length=324, blank=True)
    study_number = models.CharField(max_length=64, blank=True)
    body = models.TextField()

    class Meta:
        verbose_name_plural = "study keys"

    def __str__(self) -> str:
        return f"keys of study {self.pk}"
