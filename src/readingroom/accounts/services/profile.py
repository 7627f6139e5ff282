"""What people say about themselves, and how they want pages to be."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.accounts.orcid import read_orcid
from readingroom.casefile.vocab import Language
from readingroom.infra import audit
from readingroom.kernel.errors import InvalidInput

_CHOICE: Final = re.compile(r"readingroom-(?:keys|together|(?:hanging|presets)-[A-Z]{0,16})")
_VIEWER_BYTES: Final = 20_000
_LENGTHS: Final = {"name": 150, "title": 80, "credit_line": 200}


@dataclass(frozen=True)
class Profile:
    """One person's own lines, as typed. ``language`` is what they write their cases in."""

    name: str
    title: str
    credit_line: str
    orcid: str
    language: str
    time_zone: str


class ProfileRefused(InvalidInput):
    """Some lines can't be.

    Attributes:
        problems: by the name of the field, what to correct.
    """

    code = "profile_refused"

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("Correct what is marked, and save again.")
        self.problems = dict(problems)


@cache
def zone_names() -> tuple[str, ...]:
    """Every time zone of the IANA database that names a place, by name."""
    odd = ("Etc/", "SystemV/", "posix/", "right/")
    names = (name for name in available_timezones() if "/" in name and not name.startswith(odd))
    return ("UTC", *sorted(names))


def language_names() -> Mapping[str, str]:
    """The languages that cases can be written in, by their code of ISO 639-1."""
    return {one.value: one.label for one in Language}


def language_of(person: Person) -> Language:
    """The language that a new case of theirs begins in."""
    known = {one.value: one for one in Language}
    return known.get(person.language, Language.ENGLISH)


@transaction.atomic
def save_profile(person: Person, wanted: Profile, *, now: datetime) -> Person:
    """Keep a profile.

    Raises:
        ProfileRefused: with all that is to be corrected; nothing was kept.
    """
    lines = {name: _line(getattr(wanted, name)) for name in _LENGTHS}
    problems = {
        name: f"At most {most} characters."
        for name, most in _LENGTHS.items()
        if len(lines[name]) > most
    }
    orcid = ""
    try:
        orcid = read_orcid(wanted.orcid)
    except InvalidInput as error:
        problems["orcid"] = error.message
    if wanted.language and wanted.language not in language_names():
        problems["language"] = "Choose one of the languages."
    if wanted.time_zone and wanted.time_zone not in zone_names():
        problems["time_zone"] = "Choose one of the time zones, such as Europe/Zurich."
    if problems:
        raise ProfileRefused(problems)
    kept = {**lines, "orcid": orcid, "language": wanted.language, "time_zone": wanted.time_zone}
    for name, value in kept.items():
        setattr(person, name, value)
    person.save(update_fields=list(kept))
    audit.record("person.profile_changed", subject=person.key, at=now, actor=person.key)
    return person


def save_viewer(person: Person, text: str) -> int:
    """Keep what a device's viewer keeps, for devices on which nothing was chosen yet.

    Args:
        person: whose it is.
        text: JSON: by the name a browser keeps a choice under, the choice. What is no choice of
            the viewer's is left out; the viewer itself checks what it is given. Empty forgets all.

    Returns:
        how many were kept.

    Raises:
        InvalidInput: it can't be read, or is more than choices can be.
    """
    if len(text) > _VIEWER_BYTES:
        raise InvalidInput("That is more than the viewer's choices can be. Nothing was kept.")
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidInput("The viewer's choices could not be read. Load the page again.")
    person.viewer = {name: each for name, each in found.items() if _CHOICE.fullmatch(name)}
    person.save(update_fields=["viewer"])
    return len(person.viewer)


def _line(text: str) -> str:
    """One line without what no reader sees."""
    shown = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    return " ".join(shown.split())
