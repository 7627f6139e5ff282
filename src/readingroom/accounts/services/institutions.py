"""Institutions: made and found by whoever runs the library."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.text import slugify

from readingroom.accounts.models import Institution, Person, Reach
from readingroom.infra import audit
from readingroom.kernel.errors import InvalidInput, NotFound

_CODE_LENGTH = 32
_NAME_LENGTH = 200


@transaction.atomic
def add_institution(name: str, *, now: datetime, code: str = "") -> Institution:
    """Make an institution; where no code is given, it is made from the name.

    Raises:
        InvalidInput: there is one of this name or code, or one of them can't be used.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= _NAME_LENGTH:
        raise InvalidInput(f"Give the institution a name of at most {_NAME_LENGTH} letters.")
    code = code or slugify(name)[:_CODE_LENGTH].strip("-")
    if not code or code != slugify(code)[:_CODE_LENGTH]:
        raise InvalidInput(
            "Give a code of small letters, digits and hyphens, as in --code st-elsewhere."
        )
    if Institution.objects.filter(Q(name__iexact=name) | Q(code=code)).exists():
        raise InvalidInput("There is an institution of this name or code already.")
    made = Institution.objects.create(name=name, code=code)
    audit.record("institution.added", subject=made.key, at=now)
    return made


def institutions() -> Sequence[Institution]:
    """All of them by name, each with ``people_count``, those who may sign in."""
    active = Count("people", filter=Q(people__is_active=True))
    return list(Institution.objects.annotate(people_count=active))


def find_institution(name_or_code: str) -> Institution:
    """By code or by name, in letters of any case.

    Raises:
        NotFound: there is none.
    """
    wanted = " ".join(name_or_code.split())
    found = Institution.objects.filter(Q(code=wanted.lower()) | Q(name__iexact=wanted)).first()
    if found is None:
        raise NotFound(
            "There is no such institution. See `readingroom institution list`, or make it with "
            "`readingroom institution add`."
        )
    return found


@transaction.atomic
def change_institution_rules(
    institution: Institution, *, name: str, reach: Reach, now: datetime, by: Person
) -> None:
    """Name an institution anew, and say how far its cases may be opened.

    Cases that are open wider stay so until they are published again; the page says how many.

    Raises:
        InvalidInput: the name is none, or another's.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= _NAME_LENGTH:
        raise InvalidInput(f"Give the institution a name of at most {_NAME_LENGTH} letters.")
    if Institution.objects.filter(name__iexact=name).exclude(pk=institution.pk).exists():
        raise InvalidInput("There is an institution of this name already.")
    institution.name, institution.reach = name, reach
    institution.save(update_fields=["name", "reach"])
    audit.record(
        "institution.changed",
        subject=institution.key,
        at=now,
        actor=by.key,
        codes={"reach": reach.value},
    )


def the_only_institution() -> Institution | None:
    """The one there is; ``None`` where there are several, or none."""
    first_two = list(Institution.objects.all()[:2])
    return first_two[0] if len(first_two) == 1 else None
