"""What goes over the wire about classes and playlists."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from readingroom.api.shapes import Line, Moment, Text, Told, Words

Intro = Annotated[Text, Field(max_length=4000)]
_NEXT = Field(description="The cursor of the next page; null on the last.")


class NameIn(Told):
    """What a class is called."""

    name: Annotated[Text, Field(max_length=120)]


class ClassRowOut(Schema):
    """One class in a list."""

    key: UUID
    name: str
    is_taught: bool = Field(description="Whether one teaches it; else one is a member.")
    members: int
    closed_at: datetime | None


class ClassesOut(Schema):
    """The classes one teaches, then those one has joined."""

    items: list[ClassRowOut]
    next: str | None = _NEXT


class WorkOut(Schema):
    """One thing that was set: a case by its title before reveal, or a playlist."""

    key: UUID
    subject: UUID
    origin: str
    title: str
    set_at: datetime
    is_set: bool
    state: str | None = Field(description="Where one stands with it oneself; null for teachers.")


class MemberOut(Schema):
    """Someone in a class."""

    key: UUID
    name: str
    joined_at: datetime


class TeacherOut(Schema):
    """Someone who teaches it."""

    key: UUID
    name: str


class ClassOut(ClassRowOut):
    """A class. Its link and its members are told to its teachers alone."""

    teachers: list[str]
    works: list[WorkOut]
    join_code: UUID | None
    members_list: list[MemberOut]
    teachers_list: list[TeacherOut]


class StandingOut(Schema):
    """Where one member stands with one thing, as far as members agreed to show it."""

    work: UUID
    state: str
    day: date | None
    score: float | None
    questions: float | None


class ResultOut(Schema):
    """One member under a pseudonym of this one answer."""

    pseudonym: str
    standings: list[StandingOut]


class ResultsOut(Schema):
    """Who has done what; nobody by name, and no two answers under the same names."""

    works: list[WorkOut]
    rows: list[ResultOut]


class SetIn(Told):
    """Which case is set: its number or its address."""

    case: Line


class SetOut(Schema):
    """That a case is set, by the key of the setting."""

    key: UUID
    case: UUID


class ColleagueIn(Told):
    """Who teaches too, by the name they sign in with."""

    username: Annotated[Text, Field(max_length=150)]


class PlaylistRowOut(Schema):
    """One playlist in a list."""

    key: UUID
    title: str
    owner: str
    is_own: bool
    mode: str
    entries: int
    phase: str
    is_under_way: bool
    changed_at: datetime


class PlaylistsOut(Schema):
    """One's own, then those that were set for one or that one has begun."""

    items: list[PlaylistRowOut]
    next: str | None = _NEXT


class TermsIn(Told):
    """All that is set for a playlist as a whole."""

    title: Line
    introduction: Intro = ""
    mode: Literal["practice", "exam"] = "practice"
    order: Literal["listed", "shuffled"] = "listed"
    minutes: Annotated[int, Field(ge=1, le=10_000)] | None = None
    opens_at: Moment | None = None
    ends_at: Moment | None = None
    time_zone: Annotated[Text, Field(max_length=64)] = "UTC"
    draw: Annotated[int, Field(ge=1, le=10_000)] | None = None
    abnormal_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    release: Literal["end", "teacher"] = "end"
    takes_unsent: bool = True
    is_copyable: bool = True


class TermsOut(Schema):
    """The same as it is kept."""

    title: str
    introduction: str
    mode: str
    order: str
    minutes: int | None
    opens_at: datetime | None
    ends_at: datetime | None
    time_zone: str
    draw: int | None
    abnormal_percent: int | None
    release: str
    takes_unsent: bool
    is_copyable: bool


class EntryOut(Schema):
    """One entry, as its maker sees it. ``case`` is null for a section, and where it is closed."""

    key: UUID
    kind: str
    case: UUID | None
    number: str
    title: str
    item: str
    heading: str
    note: str
    trouble: str


class PlaylistOut(TermsOut):
    """A playlist. What it asks is told to its maker alone: to others it comes one by one."""

    key: UUID
    owner: str
    is_own: bool
    version: int
    link: str | None
    classes: list[UUID]
    origin_credit: str
    problems: list[str] = Field(description="Why nobody can begin it yet.")
    entries: list[EntryOut]


class TitleIn(Told):
    """What a new playlist is called."""

    title: Line


class EntryIn(Told):
    """A case, a question of it, or the heading of a section."""

    case: Annotated[Text, Field(max_length=500)] = ""
    item: Annotated[Text, Field(max_length=64)] = ""
    heading: Line = ""


class EntryChangeIn(Told):
    """What is to become of an entry: its place from 1, its note, a section's heading."""

    place: Annotated[int, Field(ge=1, le=10_000)] | None = None
    note: Words | None = None
    heading: Line | None = None


class ShareIn(Told):
    """For whom it is: the keys of classes, and what becomes of its link."""

    classes: Annotated[list[UUID], Field(max_length=200)]
    link: Literal["keep", "new", "off"] = "keep"


class CandidateOut(Schema):
    """Someone an exam is for."""

    key: UUID
    name: str
    state: str
    answered: int
    asked: int
    mean: float | None
    extra_minutes: int


class CandidatesOut(Schema):
    """Everyone an exam is for, by name."""

    items: list[CandidateOut]


class MinutesIn(Told):
    """Minutes beyond the others' for one candidate; 0 takes them back."""

    person: UUID
    minutes: Annotated[int, Field(ge=0, le=600)]
