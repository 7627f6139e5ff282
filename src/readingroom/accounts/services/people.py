"""People: added, given a role, and let go by whoever runs the library."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from readingroom.accounts.models import Institution, Person, Role, SignInLink
from readingroom.infra import audit
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict

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
    _check_new(username, email)
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
    """Everyone, by name, with their institution."""
    return list(Person.objects.select_related("institution").order_by("username"))


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
def change_role(person: Person, role: Role, *, now: datetime) -> None:
    """Give someone another role.

    Raises:
        StateConflict: they are the last administrator.
    """
    if role is not Role.ADMINISTRATOR:
        _keep_an_administrator(person)
    before, person.role = person.role, role
    person.save(update_fields=["role"])
    audit.record(
        "person.role_changed",
        subject=person.key,
        at=now,
        codes={"from": before, "role": role.value},
    )


@transaction.atomic
def set_active(person: Person, *, active: bool, now: datetime) -> None:
    """Let someone sign in, or no longer: sessions and links that are open end at once.

    What they wrote, and what they decided, keeps their name.

    Raises:
        StateConflict: they are the last administrator.
    """
    if not active:
        _keep_an_administrator(person)
        SignInLink.objects.filter(person=person, used_at=None).delete()
    person.is_active = active
    person.save(update_fields=["is_active"])
    action = "person.activated" if active else "person.deactivated"
    audit.record(action, subject=person.key, at=now)


def _check_new(username: str, email: str) -> None:
    if not _USERNAME.fullmatch(username):
        raise InvalidInput(
            "A name to sign in with has letters, digits and @ . + - _ only, 150 at most."
        )
    if Person.objects.filter(username__iexact=username).exists():
        raise InvalidInput("There is someone of this name already. Choose another name.")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise InvalidInput("That is no e-mail address. Leave it out or correct it.") from None


def _keep_an_administrator(person: Person) -> None:
    others = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if person.role == Role.ADMINISTRATOR and person.is_active and not others.exists():
        raise StateConflict(
            "This is the last administrator. Make someone else one first, with "
            "`readingroom person role NAME administrator`."
        )
