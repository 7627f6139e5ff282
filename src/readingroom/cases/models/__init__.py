"""One model per file."""

from readingroom.cases.models.case import Case, RetiredBecause, State, Visibility
from readingroom.cases.models.closure import Closure
from readingroom.cases.models.comment import Comment
from readingroom.cases.models.draft import Draft, DraftEdit
from readingroom.cases.models.erasure import Erasure, ErasureReason, ErasureStage
from readingroom.cases.models.facet import CaseFacet
from readingroom.cases.models.opening import CaseOpening
from readingroom.cases.models.pathology_wait import PathologyWait
from readingroom.cases.models.report import IdentityReport, Judgement, SeenIn
from readingroom.cases.models.review import Outcome, PublicationBasis, Review
from readingroom.cases.models.revision import Revision, RevisionSeries
from readingroom.cases.models.schedule import PublicationSchedule

__all__ = [
    "Case",
    "CaseFacet",
    "CaseOpening",
    "Closure",
    "Comment",
    "Draft",
    "DraftEdit",
    "Erasure",
    "ErasureReason",
    "ErasureStage",
    "IdentityReport",
    "Judgement",
    "Outcome",
    "PathologyWait",
    "PublicationBasis",
    "PublicationSchedule",
    "RetiredBecause",
    "Review",
    "Revision",
    "RevisionSeries",
    "SeenIn",
    "State",
    "Visibility",
]
