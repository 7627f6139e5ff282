"""One model per file."""

from readingroom.search.models.pending import PendingCase
from readingroom.search.models.saved import NewFit, SavedSearch, UntoldCase

__all__ = ["NewFit", "PendingCase", "SavedSearch", "UntoldCase"]
