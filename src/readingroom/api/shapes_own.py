"""What goes over the wire about what is one's own."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from readingroom.api.shapes import Line, Moment, Text, Told

Values = Annotated[list[Annotated[Text, Field(max_length=80)]], Field(max_length=20)]
_NEXT = Field(description="The cursor of the next page; null on the last.")


class NamedOut(Schema):
    """A case by what its reader may know: the diagnosis only where they have opened it."""

    key: UUID
    number: str
    title: str
    is_opened: bool


class FavouriteOut(Schema):
    """A case that is starred."""

    case: NamedOut
    made_at: datetime


class FavouritesOut(Schema):
    """Some stars, the newest first."""

    items: list[FavouriteOut]
    next: str | None = _NEXT


class NotedOut(Schema):
    """A note in the margin, and where it stands."""

    case: NamedOut
    stage: str
    text: str
    changed_at: datetime


class NotesOut(Schema):
    """Some notes, the newest first."""

    items: list[NotedOut]
    next: str | None = _NEXT


class NoteOut(Schema):
    """One note; version 0 where there is none."""

    text: str
    version: int


class NoteIn(Told):
    """What a note is to say; nothing takes it away."""

    text: Annotated[Text, Field(max_length=10_000)]


class SearchIn(Told):
    """A search to keep: words, or values by facet, or both."""

    name: Line
    q: Annotated[Text, Field(max_length=500)] = ""
    chosen: Annotated[
        dict[Annotated[Text, Field(max_length=40)], Values], Field(max_length=20)
    ] = {}
    in_findings: bool = False


class SearchOut(Schema):
    """A saved search."""

    key: UUID
    name: str
    q: str
    chosen: dict[str, list[str]]
    in_findings: bool
    saved_at: datetime
    new: int = Field(description="Cases that came to fit it since it was last opened.")


class SearchesOut(Schema):
    """Some saved searches, by name."""

    items: list[SearchOut]
    next: str | None = _NEXT


class NoticeOut(Schema):
    """That something happened: ``what``, to the case or submission ``subject``."""

    key: UUID
    kind: str
    what: str
    subject: UUID
    at: datetime
    read_at: datetime | None


class NoticesOut(Schema):
    """Some notices, the newest first."""

    items: list[NoticeOut]
    next: str | None = _NEXT


class UntilIn(Told):
    """Up to which moment."""

    until: Moment


class AttemptOut(Schema):
    """One way through one unknown. What it was worth is told once it is finished."""

    key: UUID
    case: NamedOut | None = Field(description="Null where it is not there any more, or not open.")
    number: int
    started_at: datetime
    finished_at: datetime | None
    outcome: float | None = Field(description="From 0 to 1; null where nothing was scored.")
    is_assigned: bool


class AttemptsOut(Schema):
    """Some attempts, the newest first."""

    items: list[AttemptOut]
    next: str | None = _NEXT


class AnswerOut(Schema):
    """One answer to a question. What it was worth is told when the page would tell it."""

    key: UUID
    case: UUID
    question: str
    kind: str
    source: str
    at: datetime
    given: dict[str, Any] | None
    certainty: int | None
    is_told: bool
    score: float | None
    is_right: bool | None
    marks: int | None


class AnswersOut(Schema):
    """Some answers, the newest first."""

    items: list[AnswerOut]
    next: str | None = _NEXT


class DrawnOut(Schema):
    """One review of today: the case that is shown, and whether a question of it is asked."""

    case: UUID
    number: str
    title: str
    is_question: bool


class DueOut(Schema):
    """What is due today, the most likely to be lost first."""

    items: list[DrawnOut]
    done: int
    over: int = Field(description="Due beyond today's limit.")
    limit: int
    next_at: datetime | None


class ShareOut(Schema):
    """How much of one system one has been through; ``system`` is empty for all cases."""

    system: str
    label: str
    total: int
    opened: int
    taken: int


class ProgressOut(Schema):
    """How far one has come."""

    items: list[ShareOut]


class ProfileIn(Told):
    """One's own lines; what is left out is emptied."""

    name: Text = ""
    title: Text = ""
    credit_line: Text = ""
    orcid: Text = ""
    language: Text = Field("", description="What new cases begin in, by ISO 639-1.")
    time_zone: Text = Field("", description="By its name in the IANA database; empty: UTC.")


class ProfileOut(Schema):
    """The same as it is kept, and what an administrator said."""

    username: str
    email: str
    role: str
    institution: str
    name: str
    title: str
    credit_line: str
    orcid: str
    language: str
    time_zone: str


class ChoiceIn(Told):
    """Of one kind of news: whether one is told on the page, and by mail."""

    kind: Line
    on_page: bool
    by_mail: bool


class ChoicesIn(Told):
    """What is chosen anew."""

    items: Annotated[list[ChoiceIn], Field(max_length=50)]


class ChoiceOut(Schema):
    """The same as it is kept."""

    kind: str
    on_page: bool
    by_mail: bool


class ChoicesOut(Schema):
    """All kinds there are for someone."""

    items: list[ChoiceOut]
