"""Searches that someone keeps, and what came in since that fits them."""

from django.conf import settings
from django.db import models

from readingroom.kernel.ids import new_key


class SavedSearch(models.Model):
    """A search under a name. ``wanted`` holds ``q``, ``in_findings`` and ``chosen`` as typed."""

    key = models.UUIDField(default=new_key, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(max_length=100)
    wanted = models.JSONField()
    # Of what is wanted, so that the same search is kept once.
    digest = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "digest"], name="saved_search_once"),
        ]

    def __str__(self) -> str:
        return f"saved search {self.pk}"


class NewFit(models.Model):
    """A case that came to fit a saved search and that its person has not looked for yet.

    Erasing the case takes the row; whether the person may see the case is asked when it is told.
    """

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="new_fits")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    is_seen = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "case"], name="new_fit_once"),
        ]

    def __str__(self) -> str:
        return f"new fit {self.pk}"


class UntoldCase(models.Model):
    """That a case was published, and nobody's saved searches were held against it yet."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"untold {self.pk}"
