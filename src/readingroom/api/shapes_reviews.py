"""What goes over the wire about reviews and remarks."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from readingroom.api.shapes import Line, Moment, Text, Told, Words

Readers = Literal["private", "institution", "unlisted", "public"]
Reasons = Annotated[list[str], Field(max_length=20)]
_NEXT = Field(description="The cursor of the next page; null on the last.")
Slice = Annotated[int, Field(ge=1, le=99_999)]


class DoneOut(Schema):
    """What was made or changed, by its key."""

    key: UUID


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
    visibilities: list[str] = Field(description="Whom it may be published to.")
    open_remarks: int
    publishes_at: datetime | None = Field(description="The time that is set for it, if any.")


class ReviewsOut(Schema):
    """Some that wait, the longest first."""

    items: list[ReviewOut]
    next: str | None = _NEXT


class ReportOut(Schema):
    """That someone saw who the patient could be, and what was decided."""

    at: datetime
    who: str
    hides: bool
    where: str
    series: str
    slice: int | None
    judgement: str
    judged_by: str
    judged_at: datetime | None
    because: str
    is_open: bool


class ReportsOut(Schema):
    """How a case stands, and every report of it, the newest first."""

    key: UUID
    number: str
    state: str
    visibility: str
    is_to_judge: bool
    reports: list[ReportOut]


class SaidOut(Schema):
    """One remark or answer."""

    key: UUID
    author: str
    at: datetime
    words: str


class WordOut(Schema):
    """A run of words: the same in both, added, or removed."""

    kind: str
    text: str


class ThreadOut(Schema):
    """A remark with its answers; its own key is that of ``first``."""

    first: SaidOut
    answers: list[SaidOut]
    path: str
    label: str
    passage: str
    series: str
    slice: int | None
    standing: Literal["here", "changed", "gone"]
    is_proposal: bool
    difference: list[WordOut]
    fits: bool
    verdict: str
    settled_by: str
    settled_at: datetime | None


class RemarksOut(Schema):
    """Some of what was said of a case, what is open first."""

    key: UUID
    number: str
    title: str
    open: list[ThreadOut]
    settled: list[ThreadOut]
    next: str | None = _NEXT


class RemarkIn(Told):
    """What is said of which place. ``path`` is as in an answer; empty for the whole case."""

    words: Words = ""
    path: Annotated[Text, Field(max_length=400)] = ""
    passage: Annotated[Text, Field(max_length=40_000)] = ""
    series: Annotated[Text, Field(max_length=64)] = ""
    slice: Slice | None = None
    proposal: Annotated[Text, Field(max_length=40_000)] | None = None


class AnswerIn(Told):
    """An answer to a remark."""

    words: Words


class ReturnIn(Told):
    """Giving a case back to its author."""

    reasons: Reasons = []
    words: Words = ""


class RecallIn(ReturnIn):
    """The same of a published case."""

    keeps_readers: bool = Field(description="Whether readers keep the revision they have.")


class PublishIn(Told):
    """Whom a case is published to."""

    visibility: Readers


class ScheduleIn(PublishIn):
    """The same at a time to come, within a year."""

    at: Moment


class RetireIn(Told):
    """Why a case is taken away."""

    because: Line


class ReportIn(Told):
    """Where it was seen."""

    seen_in: Literal["images", "words", "both"]
    series: Annotated[Text, Field(max_length=64)] = ""
    slice: Slice | None = None


class JudgeIn(Told):
    """What becomes of a reported case."""

    judgement: Literal["restored", "redrafted", "erasure"]
    because: Annotated[Text, Field(max_length=1000)] = ""
