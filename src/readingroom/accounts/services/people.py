"""People: added, given a role, and let go by whoever runs the library."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from readingroom.accounts.actor import key_of
from readingroom.accounts.models import Institution, Person, Role, SignInLink
from readingroom.infra import audit
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict

MAY_BE_ALONE: Final = frozenset({Role.LEARNER, Role.ADMINISTRATOR})
"""Roles that can be of no institution: those who only read what is public, and who run it all."""
_USERNAME = re.compile(r"[\w.@+-]{1,150}")


@transaction.atomic
def add_person(
    username: str,
    *,
    role: Role,
    institution: Institution | None,
    now: datetime,
    email: str = "",
) -> Person:
    """Make someone who signs in. They have no password: a sign-in link lets them set one.

    Raises:
        InvalidInput: the name is taken or can't be one, the e-mail address is none, or someone
            who works on studies belongs to no institution.
    """
    check_username(username)
    if email:
        _check_email(email)
    if institution is None and role is not Role.ADMINISTRATOR:
        raise InvalidInput(
            "Say which institution they belong to with --institution: what people see of others' "
            "work depends on it. `readingroom institution list` names them."
        )
    person = Person(username=username, role=role, institution=institution, email=email)
    person.set_unusable_password()
    person.save()
    codes: dict[str, audit.Code] = {"role": role.value}
    if institution:
        codes["institution"] = institution.key
    audit.record("person.added", subject=person.key, at=now, codes=codes)
    return person


def people() -> Sequence[Person]:
    """Everyone who has an account, by name, with their institution."""
    everyone = Person.objects.filter(left_at=None)
    return list(everyone.select_related("institution").order_by("username"))


def find_person(username: str) -> Person:
    """By name, in letters of any case.

    Raises:
        NotFound: there is nobody of this name.
    """
    found = Person.objects.filter(username__iexact=username.strip()).first()
    if found is None:
        raise NotFound("There is nobody of this name. `readingroom person list` names everyone.")
    return found


@transaction.atomic
def change_role(person: Person, role: Role, *, now: datetime, by: Person | None = None) -> None:
    """Give someone another role.

    Raises:
        StateConflict: they are the last administrator.
        InvalidInput: they are of no institution, and the role needs one.
    """
    if role is not Role.ADMINISTRATOR:
        keep_an_administrator(person)
    if person.institution_id is None and role not in MAY_BE_ALONE:
        raise InvalidInput("Give them an institution first: their work belongs to it.")
    before, person.role = person.role, role
    person.save(update_fields=["role"])
    audit.record(
        "person.role_changed",
        subject=person.key,
        at=now,
        actor=key_of(by) if by else None,
        codes={"from": before, "role": role.value},
    )


@transaction.atomic
def change_institution(
    person: Person, institution: Institution | None, *, now: datetime, by: Person
) -> None:
    """Make someone a member of another institution. Their cases stay with the one they wrote for.

    Raises:
        InvalidInput: none, for someone whose role needs one.
    """
    if institution is None and person.role not in MAY_BE_ALONE:
        raise InvalidInput("Choose an institution: their work belongs to it.")
    person.institution = institution
    person.save(update_fields=["institution"])
    codes: dict[str, audit.Code] = {"institution": institution.key} if institution else {}
    audit.record(
        "person.institution_changed", subject=person.key, at=now, actor=by.key, codes=codes
    )


@transaction.atomic
def change_standing(
    person: Person, *, role: Role, institution: Institution | None, now: datetime, by: Person
) -> None:
    """Give someone a role and an institution together, or neither.

    Raises:
        StateConflict: they are the last administrator.
        InvalidInput: the role needs an institution.
    """
    if institution is None and role not in MAY_BE_ALONE:
        raise InvalidInput("Choose an institution: their work belongs to it.")
    if institution is not None and institution != person.institution:
        change_institution(person, institution, now=now, by=by)
    if role != person.role:
        change_role(person, role, now=now, by=by)
    if institution is None and person.institution is not None:
        change_institution(person, None, now=now, by=by)


@transaction.atomic
def set_active(person: Person, *, active: bool, now: datetime, by: Person | None = None) -> None:
    """Let someone sign in, or no longer: sessions and links that are open end at once.

    What they wrote, and what they decided, keeps their name.

    Raises:
        StateConflict: they are the last administrator, or deleted their account.
    """
    if active and person.left_at is not None:
        raise StateConflict("They deleted their account. Invite them anew.")
    if not active:
        keep_an_administrator(person)
        SignInLink.objects.filter(person=person, used_at=None).delete()
    person.is_active = active
    person.save(update_fields=["is_active"])
    action = "person.activated" if active else "person.deactivated"
    audit.record(action, subject=person.key, at=now, actor=key_of(by) if by else None)


def check_username(username: str) -> None:
    """Raise ``InvalidInput`` where ``username`` can't be one, or is taken."""
    if not _USERNAME.fullmatch(username):
        raise InvalidInput(
            "A name to sign in with has letters, digits and @ . + - _ only, 150 at most."
        )
    if Person.objects.filter(username__iexact=username).exists():
        raise InvalidInput("There is someone of this name already. Choose another name.")


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput("That is no e-mail address. Leave it out or correct it.") from None


def keep_an_administrator(person: Person) -> None:
    """Raise ``StateConflict`` where nobody else could run the library.

    Holds the rows of all administrators until the transaction ends: of two who let each other go
    at the same moment, one stays.
    """
    held = Person.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
    others = [pk for pk in held.values_list("pk", flat=True) if pk != person.pk]
    if person.role == Role.ADMINISTRATOR and person.is_active and not others:
        raise StateConflict(
            "This is the last administrator. Make someone else one first, with "
            "`readingroom person role NAME administrator`."
        )
