"""What the index does not have yet."""

from django.db import models


class PendingCase(models.Model):
    """That a case changed. Written with the change, removed once the index has it for good.

    Cut anywhere between the two, the work is done again; no search shows the case meanwhile.
    """

    case_id = models.PositiveBigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"pending {self.pk}"
