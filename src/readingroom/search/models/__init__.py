"""One model per file."""

from readingroom.search.models.article import (
    LONGEST_SLUG,
    Article,
    ArticleRevision,
    NamedDiagnosis,
    UngatheredCase,
)
from readingroom.search.models.pending import PendingCase
from readingroom.search.models.saved import NewFit, SavedSearch, UntoldCase

__all__ = [
    "LONGEST_SLUG",
    "Article",
    "ArticleRevision",
    "NamedDiagnosis",
    "NewFit",
    "PendingCase",
    "SavedSearch",
    "UngatheredCase",
    "UntoldCase",
]
