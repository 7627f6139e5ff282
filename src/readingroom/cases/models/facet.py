"""What the library is filtered by."""

from django.db import models


class CaseFacet(models.Model):
    """One value a published case is found under. Made anew from each published revision."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="facets")
    name = models.CharField(max_length=16)
    value = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "name", "value"], name="facet_once"),
        ]
        indexes = [models.Index(fields=["name", "value", "case"])]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
