"""What goes over the wire about people and institutions."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from readingroom.api.shapes import Line, Text, Told

Roles = Literal["learner", "contributor", "editor", "teacher", "administrator"]
_NEXT = Field(description="The cursor of the next page; null on the last.")


class PersonOut(Schema):
    """Someone who has an account."""

    key: UUID
    username: str
    name: str
    title: str
    email: str
    orcid: str
    role: str
    institution: UUID | None
    institution_name: str
    is_active: bool
    last_login: datetime | None


class PeopleOut(Schema):
    """Some people, by the name they sign in with."""

    items: list[PersonOut]
    next: str | None = _NEXT


class StandingIn(Told):
    """A role and an institution."""

    role: Roles
    institution: UUID | None = None


class InstitutionOut(Schema):
    """A hospital or school, and how far its cases may be opened."""

    key: UUID
    name: str
    code: str
    reach: str
    people: int = Field(description="Those of its people who may sign in.")


class InstitutionsOut(Schema):
    """Some institutions, by name."""

    items: list[InstitutionOut]
    next: str | None = _NEXT


class InstitutionIn(Told):
    """A name, and the widest that its cases may be opened."""

    name: Line
    reach: Literal["private", "institution", "unlisted", "public"] = "public"


class InviteIn(Told):
    """Whom to ask in."""

    email: Annotated[Text, Field(max_length=254)] = ""
    role: Roles = "learner"
    institution: UUID | None = None
    days: Literal[1, 7, 30] = 7


class InvitationOut(Schema):
    """An invitation; its link is told once, where it is not sent by mail."""

    key: UUID
    email: str
    role: str
    institution: UUID | None
    created_at: datetime
    expires_at: datetime
    sent_at: datetime | None
    link: str | None


class InvitationsOut(Schema):
    """Some that wait, the newest first."""

    items: list[InvitationOut]
    next: str | None = _NEXT
