"""The cast: Amara writes, Ben reads beside her, Chiara is elsewhere, Dev edits."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from readingroom.accounts.models import Institution, Person, Role, WritingExport

HERE, ELSEWHERE = "St Elsewhere", "Another hospital"


def make_institution(name: str = HERE) -> Institution:
    return Institution.objects.get_or_create(name=name)[0]


def make_person(
    username: str, role: Role = Role.LEARNER, *, institution: str | None = HERE
) -> Person:
    person, made = Person.objects.get_or_create(
        username=username,
        defaults={
            "role": role,
            "institution": make_institution(institution) if institution else None,
        },
    )
    if made:
        person.set_unusable_password()  # tests sign in by force: hashing is slow on purpose
        person.save(update_fields=["password"])
    return person


def amara() -> Person:
    return make_person("amara", Role.CONTRIBUTOR)


def ben() -> Person:
    return make_person("ben")


def chiara() -> Person:
    return make_person("chiara", Role.EDITOR, institution=ELSEWHERE)


def dev() -> Person:
    return make_person("dev", Role.EDITOR)


def alone() -> Person:
    """Signed in, but of no institution."""
    return make_person("alone", institution=None)


def place_of_export(key: UUID, person: Person) -> Path:
    """A ZIP that ``person`` asked for and may take, with nothing in it."""
    now = timezone.now()
    WritingExport.objects.create(
        key=key, person=person, state="ready", asked_at=now, expires_at=now + timedelta(days=1)
    )
    place = Path(settings.READINGROOM_DATA) / "exports" / f"{key}.zip"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"")
    return place
