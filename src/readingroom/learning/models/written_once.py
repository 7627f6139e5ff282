"""Rows that are added and never changed."""

from typing import Any

from django.db import models

from readingroom.kernel.errors import StateConflict


class WrittenOnce(models.Model):
    """A row that stays as it was written."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Write it.

        Raises:
            StateConflict: it is written already.
        """
        if not self._state.adding:
            raise StateConflict("What was said of a case stays as it was said.")
        super().save(*args, **options)
