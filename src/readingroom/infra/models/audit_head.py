"""Where the audit log ends."""

from django.db import models


class AuditHead(models.Model):
    """One row: number and link of the last line. Whoever adds a line holds this row meanwhile.

    The row is what puts lines in an order where many processes write at once.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    link = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="audit_head_once", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.link}"
