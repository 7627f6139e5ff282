"""One model per file."""

from readingroom.cases.models.case import Case, State, Visibility
from readingroom.cases.models.draft import Draft, DraftEdit
from readingroom.cases.models.erasure import Erasure, ErasureReason, ErasureStage
from readingroom.cases.models.facet import CaseFacet
from readingroom.cases.models.opening import CaseOpening
from readingroom.cases.models.review import Outcome, PublicationBasis, Review
from readingroom.cases.models.revision import Revision, RevisionSeries

__all__ = [
    "Case",
    "CaseFacet",
    "CaseOpening",
    "Draft",
    "DraftEdit",
    "Erasure",
    "ErasureReason",
    "ErasureStage",
    "Outcome",
    "PublicationBasis",
    "Review",
    "Revision",
    "RevisionSeries",
    "State",
    "Visibility",
]
