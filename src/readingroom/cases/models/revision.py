"""What a case said at one moment. Written once."""

from typing import NoReturn

from django.conf import settings
from django.db import models

from readingroom.kernel.ids import new_key


class WrittenOnce(models.QuerySet["Revision"]):
    """Rows that stay as they are for as long as their case does, which the eraser alone ends."""

    def update(self, **values: object) -> int:
        """Note when readers first saw it; nothing else changes.

        Raises:
            TypeError: it is anything else.
        """
        if values.keys() != {"published_at"}:
            raise TypeError("A revision is never changed: a change is a new revision.")
        return super().update(**values)

    def delete(self) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always.
        """
        raise TypeError("A revision goes only with its case.")


class Revision(models.Model):
    """One version of a case's document. Never changed: a change is a new revision."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    # When readers first saw it; from then on it stays as long as the case does.
    published_at = models.DateTimeField(null=True, blank=True)

    objects = WrittenOnce.as_manager()

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="revision_number_once"),
        ]

    def __str__(self) -> str:
        return f"revision {self.number}"


class RevisionSeries(models.Model):
    """That a revision shows a series: what its readers may be granted, and what must stay."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="series")
    series = models.ForeignKey("archive.Series", models.PROTECT, related_name="revisions")
    local_id = models.CharField(max_length=64)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["revision", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "local_id"], name="revision_series_id_once"
            ),
        ]

    def __str__(self) -> str:
        return self.local_id
