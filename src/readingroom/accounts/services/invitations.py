"""Asking people in: links that make one account, once.

The link goes to an address, or is shown to whoever invites, once; a digest of it is kept.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from readingroom.accounts.models import Institution, Invitation, Person, Role
from readingroom.accounts.registration import Registration
from readingroom.accounts.services.passwords import check_password_fits
from readingroom.accounts.services.people import MAY_BE_ALONE, check_username
from readingroom.infra import audit
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict

LIFETIMES: Final = (timedelta(days=1), timedelta(days=7), timedelta(days=30))
LIFETIME: Final = LIFETIMES[1]
TOKEN_BYTES: Final = 32
_NAME_LENGTH: Final = 150
_ENDED: Final = (
    "This invitation has been used, was taken back, or has ended. Ask whoever invited you for "
    "another."
)


@dataclass(frozen=True)
class Guest:
    """Whom an invitation is for.

    Attributes:
        email: where it is sent; empty where it is handed over.
        role: what they will be.
        institution: of which they will be; only administrators can be of none.
    """

    email: str
    role: Role
    institution: Institution | None


def rules() -> Registration:
    """Who may make an account here."""
    found: Registration = settings.READINGROOM_REGISTRATION
    return found


@transaction.atomic
def invite(
    guest: Guest, *, by: Person, now: datetime, lifetime: timedelta = LIFETIME
) -> tuple[Invitation, str]:
    """Make an invitation.

    Returns:
        it, and its token, which is kept nowhere.

    Raises:
        StateConflict: nobody may register here.
        InvalidInput: the address is none, or the role needs an institution.
    """
    if not rules().invites:
        raise StateConflict(
            "Registration is closed. Whoever runs the library opens it with "
            "READINGROOM_REGISTRATION=invitation."
        )
    _check_guest(guest)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = Invitation.objects.create(
        token_digest=_digest(token),
        email=guest.email,
        role=guest.role,
        institution=guest.institution,
        invited_by=by,
        created_at=now,
        expires_at=now + lifetime,
    )
    codes: dict[str, audit.Code] = {"role": guest.role.value}
    audit.record("invitation.made", subject=made.key, at=now, actor=by.key, codes=codes)
    return made, token


@transaction.atomic
def renew(key: UUID, *, by: Person | None, now: datetime) -> tuple[Invitation, str]:
    """A new link for an invitation that nobody used; the one before opens nothing any more.

    It is open for as long again as it was at first.

    Raises:
        NotFound: there is none that waits.
    """
    row = _waiting(key)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row.token_digest, row.expires_at = _digest(token), now + (row.expires_at - row.created_at)
    row.created_at = now
    row.save(update_fields=["token_digest", "expires_at", "created_at"])
    if by:
        audit.record("invitation.renewed", subject=row.key, at=now, actor=by.key)
    return row, token


@transaction.atomic
def revoke(key: UUID, *, by: Person, now: datetime) -> None:
    """Take an invitation back: its link opens nothing any more.

    Raises:
        NotFound: there is none that waits.
    """
    _waiting(key).delete()
    audit.record("invitation.revoked", subject=key, at=now, actor=by.key)


def find_open(token: str, *, now: datetime) -> Invitation:
    """The invitation that a link stands for.

    Raises:
        NotFound: unknown, used, taken back or ended, or registration was closed; which of them
            is not said.
    """
    found = (
        Invitation.objects.select_related("institution", "invited_by")
        .filter(token_digest=_digest(token), used_at=None, expires_at__gt=now)
        .first()
    )
    if found is None or not rules().invites:
        raise NotFound(_ENDED)
    return found


@dataclass(frozen=True)
class Newcomer:
    """What someone says who comes in."""

    username: str
    name: str
    password: str


@transaction.atomic
def accept(token: str, newcomer: Newcomer, *, now: datetime) -> Person:
    """Use an invitation up and make the account.

    Raises:
        NotFound: it opens nothing any more.
        InvalidInput: the name is taken or can't be one; ``WeakPassword`` where that will not do.
    """
    invitation = find_open(token, now=now)
    check_username(newcomer.username)
    person = Person(
        username=newcomer.username,
        name=" ".join(newcomer.name.split())[:_NAME_LENGTH],
        email=invitation.email,
        role=invitation.role,
        institution=invitation.institution,
    )
    check_password_fits(newcomer.password, person)
    used = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now)
    if not used:
        raise NotFound(_ENDED)
    person.set_password(newcomer.password)
    person.save()
    Invitation.objects.filter(pk=invitation.pk).update(person=person, email="")
    audit.record(
        "person.registered",
        subject=person.key,
        at=now,
        codes={"role": invitation.role, "invitation": invitation.key},
    )
    return person


def check_email(text: str) -> str:
    """``text`` without blanks around it.

    Raises:
        InvalidInput: it is no e-mail address.
    """
    email = text.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput("That is no e-mail address. Compare it again.") from None
    return email


def _check_guest(guest: Guest) -> None:
    if guest.email:
        check_email(guest.email)
    if guest.institution is None and guest.role not in MAY_BE_ALONE:
        raise InvalidInput("Choose an institution: their work will belong to it.")


def _waiting(key: UUID) -> Invitation:
    found = Invitation.objects.filter(key=key, used_at=None).first()
    if found is None:
        raise NotFound("This invitation was used or taken back already. Load the page again.")
    return found


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
