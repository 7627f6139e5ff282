"""What goes over the wire."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

_YEARS = range(2000, 2200)


def _without_nul(text: str) -> str:
    """No database keeps that character in a text."""
    if "\0" in text:
        raise ValueError("A text holds no NUL.")
    return text


def _near(moment: datetime) -> datetime:
    """In every time zone a moment that can be written."""
    if moment.year not in _YEARS:
        raise ValueError("A time is between the years 2000 and 2200.")
    return moment


Text = Annotated[str, AfterValidator(_without_nul)]
Line = Annotated[Text, Field(max_length=200)]
Words = Annotated[Text, Field(max_length=4000)]
Moment = Annotated[AwareDatetime, AfterValidator(_near)]


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
    note: Annotated[Text, Field(max_length=1000)] = ""


class WaitIn(Told):
    """When to remind the author, and every how many days again (0, 7, 14 or 28)."""

    remind_at: Moment
    every_days: Annotated[int, Field(ge=0, le=28)] = 0
