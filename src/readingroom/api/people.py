"""People and institutions, for administrators; to everyone else nothing is there.

Who runs the library is decided on pages alone, by someone who shows just then who they are: a token
makes no administrator and changes none, and signs nobody in.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query
from ninja.responses import Status

from readingroom.accounts.jobs import send_invitation
from readingroom.accounts.models import Institution, Invitation, Person, Reach, Role
from readingroom.accounts.selectors.directory import Wanted, find_people
from readingroom.accounts.services import invitations, people
from readingroom.accounts.services.institutions import (
    add_institution,
    change_institution_rules,
    institutions,
)
from readingroom.api.asking import now, person_of
from readingroom.api.once import once
from readingroom.api.paging import USUAL, Cursor, Limit, piece_of
from readingroom.api.routes import PEOPLE
from readingroom.api.shapes_people import (
    InstitutionIn,
    InstitutionOut,
    InstitutionsOut,
    InvitationOut,
    InvitationsOut,
    InviteIn,
    PeopleOut,
    PersonOut,
    StandingIn,
)
from readingroom.infra.jobs import enqueue_after_commit
from readingroom.kernel.errors import NotFound, NotPermitted

_ONE: Final = "/people/{uuid:key}"
_ABSENT: Final = "Nothing is kept at this address, or it is not open to you."
_BY_HAND: Final = (
    "Administrators are made and changed on the page of people, by someone who shows just then "
    "who they are."
)
Words = Annotated[str, Query(max_length=200)]
Act = Callable[[Person, datetime], object]


@PEOPLE.get("/people", "people", PeopleOut)
def list_people(  # noqa: PLR0913  # each is a word of the query
    request: HttpRequest,
    *,
    q: Words = "",
    role: Words = "",
    institution: Words = "",
    standing: Literal["", "active", "inactive"] = "",
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> PeopleOut:
    """Those who fit, by the name they sign in with."""
    _administrator(request)
    found = find_people(Wanted(q, role, institution, standing))
    rows, after = piece_of(found, cursor, limit)
    return PeopleOut(items=[_person(row) for row in rows], next=after)


@PEOPLE.get(_ONE, "person", PersonOut)
def show(request: HttpRequest, key: UUID) -> PersonOut:
    """One person."""
    _administrator(request)
    return _person(_found(key))


@PEOPLE.put(_ONE, "change_standing", PersonOut)
def change(request: HttpRequest, key: UUID, body: StandingIn) -> PersonOut:
    """Give someone a role and an institution."""
    by, person = _administrator(request), _changeable(key)
    institution, role = _institution(body.institution), _grantable(body.role)
    people.change_standing(person, role=role, institution=institution, now=now(), by=by)
    return _person(_found(key))


@PEOPLE.post(_ONE + "/deactivate", "deactivate_person", PersonOut)
def deactivate(request: HttpRequest, key: UUID) -> PersonOut:
    """Let someone sign in no longer."""
    return _on(
        request,
        key,
        lambda by, at: people.set_active(_changeable(key), active=False, now=at, by=by),
    )


@PEOPLE.post(_ONE + "/activate", "activate_person", PersonOut)
def activate(request: HttpRequest, key: UUID) -> PersonOut:
    """Let someone sign in again."""
    return _on(
        request,
        key,
        lambda by, at: people.set_active(_changeable(key), active=True, now=at, by=by),
    )


@PEOPLE.get("/institutions", "institutions", InstitutionsOut)
def list_institutions(
    request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = ""
) -> InstitutionsOut:
    """All of them, by name."""
    _administrator(request)
    rows, after = piece_of(institutions(), cursor, limit)
    return InstitutionsOut(items=[_told(row) for row in rows], next=after)


@PEOPLE.post("/institutions", "add_institution", InstitutionOut, status=201)
def add(request: HttpRequest, body: InstitutionIn) -> Status[InstitutionOut]:
    """Make an institution."""
    _administrator(request)

    def do(by: Person, at: datetime) -> UUID:
        made = add_institution(body.name, now=at)
        change_institution_rules(made, name=made.name, reach=Reach(body.reach), now=at, by=by)
        return made.key

    return Status(201, _the_institution(once(request, do)))


@PEOPLE.put("/institutions/{uuid:key}", "change_institution", InstitutionOut)
def change_rules(request: HttpRequest, key: UUID, body: InstitutionIn) -> InstitutionOut:
    """Name an institution anew, and say how far its cases may be opened."""
    by = _administrator(request)
    found = Institution.objects.filter(key=key).first()
    if found is None:
        raise NotFound(_ABSENT)
    change_institution_rules(found, name=body.name, reach=Reach(body.reach), now=now(), by=by)
    return _the_institution(key)


@PEOPLE.get("/invitations", "invitations", InvitationsOut)
def list_invitations(
    request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = ""
) -> InvitationsOut:
    """Those that nobody used, the newest first."""
    _administrator(request)
    waiting = Invitation.objects.filter(used_at=None).select_related("institution")
    rows, after = piece_of(waiting, cursor, limit)
    return InvitationsOut(items=[_invitation(row) for row in rows], next=after)


@PEOPLE.post("/invitations", "invite", InvitationOut, status=201)
def invite(request: HttpRequest, body: InviteIn) -> Status[InvitationOut]:
    """Ask someone in: by mail where there is an address and a server, else by the link answered.

    The link is answered once, and to the same request sent again not any more.
    """
    _administrator(request)
    guest = invitations.Guest(body.email, _grantable(body.role), _institution(body.institution))
    tokens: list[str] = []

    def do(by: Person, at: datetime) -> UUID:
        made, token = invitations.invite(guest, by=by, now=at, lifetime=timedelta(days=body.days))
        if made.email and settings.READINGROOM_SENDS_MAIL:
            enqueue_after_commit(send_invitation, invitation_key=made.key)
        else:
            tokens.append(token)
        return made.key

    key = once(request, do)
    row = Invitation.objects.select_related("institution").filter(key=key).first()
    if row is None:
        raise NotFound("This invitation was taken back.")
    return Status(201, _invitation(row, token=tokens[0] if tokens else ""))


@PEOPLE.delete("/invitations/{uuid:key}", "revoke_invitation")
def revoke(request: HttpRequest, key: UUID) -> Status[None]:
    """Take an invitation back: its link opens nothing any more."""
    invitations.revoke(key, by=_administrator(request), now=now())
    return Status(204, None)


def _administrator(request: HttpRequest) -> Person:
    person = person_of(request)
    if person.role != Role.ADMINISTRATOR:
        raise NotFound(_ABSENT)
    return person


def _found(key: UUID) -> Person:
    known = Person.objects.filter(left_at=None).select_related("institution")
    found = known.filter(key=key).first()
    if found is None:
        raise NotFound(_ABSENT)
    return found


def _changeable(key: UUID) -> Person:
    found = _found(key)
    if found.role == Role.ADMINISTRATOR:
        raise NotPermitted(_BY_HAND)
    return found


def _grantable(role: str) -> Role:
    if role == Role.ADMINISTRATOR:
        raise NotPermitted(_BY_HAND)
    return Role(role)


def _institution(key: UUID | None) -> Institution | None:
    if key is None:
        return None
    found = Institution.objects.filter(key=key).first()
    if found is None:
        raise NotFound("There is no such institution.")
    return found


def _on(request: HttpRequest, key: UUID, act: Act) -> PersonOut:
    _administrator(request)

    def do(by: Person, at: datetime) -> UUID:
        act(by, at)
        return key

    return _person(_found(once(request, do)))


def _the_institution(key: UUID) -> InstitutionOut:
    return next(_told(row) for row in institutions() if row.key == key)


def _told(row: Institution) -> InstitutionOut:
    return InstitutionOut(
        key=row.key,
        name=row.name,
        code=row.code or "",
        reach=row.reach,
        people=row.people_count,  # type: ignore[attr-defined]  # counted by the service
    )


def _person(row: Person) -> PersonOut:
    institution = row.institution
    return PersonOut(
        key=row.key,
        username=row.username,
        name=row.display_name,
        title=row.title,
        email=row.email,
        orcid=row.orcid,
        role=row.role,
        institution=institution.key if institution else None,
        institution_name=institution.name if institution else "",
        is_active=row.is_active,
        last_login=row.last_login,
    )


def _invitation(row: Invitation, *, token: str = "") -> InvitationOut:
    link = f"{settings.READINGROOM_ADDRESS}{reverse('web:join', args=[token])}" if token else None
    return InvitationOut(
        key=row.key,
        email=row.email,
        role=row.role,
        institution=row.institution.key if row.institution else None,
        created_at=row.created_at,
        expires_at=row.expires_at,
        sent_at=row.sent_at,
        link=link,
    )
