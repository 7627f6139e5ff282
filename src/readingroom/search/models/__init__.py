"""One model per file."""

from readingroom.search.models.pending import PendingCase

__all__ = ["PendingCase"]
