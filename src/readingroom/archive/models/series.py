"""One series of one study, as it is filed."""

from typing import Final

from django.db import models

# What was drawn or said about images is no image.
ABOUT_IMAGES: Final = frozenset(
    {"SEG", "PR", "KO", "SR", "RTSTRUCT", "RTPLAN", "RTDOSE", "ANN", "FID", "PLAN", "DOC"}
)


class Series(models.Model):
    """One series. What a viewer needs of it lies on the series shelf, not here.

    ``revision`` counts how often instances were added: whoever adds more states which revision
    it worked from, and loses to whoever was first.
    """

    series_instance_uid = models.CharField(max_length=64, unique=True)
    study = models.ForeignKey("archive.Study", models.PROTECT, related_name="series")
    number = models.IntegerField(null=True)
    modality = models.CharField(max_length=16, blank=True)
    description = models.CharField(max_length=64, blank=True)
    body_part = models.CharField(max_length=64, blank=True)
    plane = models.CharField(max_length=16, blank=True)
    stack_count = models.PositiveIntegerField(default=0)
    frame_count = models.PositiveIntegerField(default=0)
    instance_count = models.PositiveIntegerField(default=0)
    is_simulated = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["number", "id"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"series {self.series_instance_uid}"

    @property
    def is_picture(self) -> bool:
        """Whether it is something to look at by itself, as a stack of a case."""
        return self.stack_count > 0 and self.modality not in ABOUT_IMAGES
