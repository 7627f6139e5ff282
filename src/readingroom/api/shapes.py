"""What goes over the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

Words = Annotated[str, Field(max_length=4000)]


class Told(Schema):
    """Whatever is sent to us: unknown fields are an error, never dropped."""

    model_config = ConfigDict(extra="forbid")


class PlaceOut(Schema):
    """What is wrong at one place."""

    place: str
    message: str


class ProblemOut(Schema):
    """A failure (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[PlaceOut] = []


class MeOut(Schema):
    """Whom the token speaks for."""

    key: UUID
    name: str
    role: str
    institution: str
    scopes: list[str]


class CaseOut(Schema):
    """A case, but for its document."""

    key: UUID
    number: str
    title: str
    unknown_title: str
    state: str
    visibility: str
    is_own: bool
    revision: int = Field(description="The number of the newest revision that may be read here.")
    published_at: datetime | None
    url: str


class CasesOut(Schema):
    """Some cases, and how to ask for more."""

    items: list[CaseOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class RevisionOut(Schema):
    """One revision."""

    number: int
    author: str
    contributors: list[str]
    at: datetime
    note: str
    changes: list[str]
    published_at: datetime | None


class RevisionsOut(Schema):
    """Some revisions, the newest first."""

    items: list[RevisionOut]
    next: str | None


class DifferenceOut(Schema):
    """How two revisions differ, in sentences."""

    old: int
    new: int
    changes: list[str]


class CitationOut(Schema):
    """How a published case is cited. The files are for reference managers."""

    number: str
    title: str
    authors: list[str]
    institution: str
    revision: int
    published_at: datetime
    licence: str
    url: str
    bibtex_url: str
    ris_url: str


class ReviewOut(Schema):
    """A case that waits for an editor."""

    case: UUID
    number: str
    title: str
    author: str
    basis: str
    note: str
    submitted_at: datetime
    open_checks: list[str]


class ReviewsOut(Schema):
    """All that wait, the longest first."""

    items: list[ReviewOut]


class SeriesOut(Schema):
    """One series that came in."""

    series_instance_uid: str
    label: str
    modality: str
    images: int


class StudyOut(Schema):
    """One study that came in."""

    key: UUID
    day: int | None
    description: str
    modalities: str
    series: list[SeriesOut]


class SubmissionOut(Schema):
    """What was sent, and what became of it."""

    key: UUID
    door: str
    state: str
    created_at: datetime
    finished_at: datetime | None
    files: int
    done: int
    outcomes: dict[str, int]
    studies: list[StudyOut]


class SubmissionsOut(Schema):
    """Some submissions, the newest first."""

    items: list[SubmissionOut]
    next: str | None


class CaseIn(Told):
    """A new case: a document, as ``/schema`` says."""

    document: dict[str, Any]


class DraftIn(Told):
    """A new draft of studies that were received."""

    submission: UUID
    studies: Annotated[list[UUID], Field(min_length=1, max_length=100)]


class SubmitIn(Told):
    """Asking the editors to publish."""

    basis: str
    identity_cleared: bool
    note: Annotated[str, Field(max_length=1000)] = ""


class ReturnIn(Told):
    """Giving a case back to its author."""

    reasons: Annotated[list[str], Field(max_length=20)] = []
    words: Words = ""


class PublishIn(Told):
    """Whom a case is published to."""

    visibility: Literal["private", "institution", "unlisted", "public"]


class RetireIn(Told):
    """Why a case is taken away."""

    because: str
