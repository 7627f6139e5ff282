"""A room with seats in a library of its own: one case of words, published and public.

Needs Django set up with that library's data folder.
"""

import json
import sys
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.utils import timezone

from readingroom.accounts.models import Institution, Person, Role
from readingroom.casefile.validation import parse_document
from readingroom.cases.models import Visibility
from readingroom.cases.services.publish import publish_case
from readingroom.cases.services.revise import create_case
from readingroom.conference.models import Seat
from readingroom.conference.seats import COOKIE, DESK_COOKIE, Held, sign
from readingroom.conference.services.rooms import start

TOKEN = "c" * 32
"""Of forms: the same in the cookie and in the header, as a page would send it."""


def make(count: int) -> dict[str, Any]:
    """The room with ``count`` seats."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    here = Institution.objects.create(name="Benchmark")
    person = Person.objects.create(username="presenter", role=Role.EDITOR, institution=here)
    stage = {"kind": "presentation", "id": "start", "findings": "Nothing."}
    document = parse_document(
        {
            "schema_version": 1, "title": "A case", "unknown_title": "Some case",
            "contributors": [{"name": "Benchmark"}], "patient": {"presentation": "Pain."},
            "stages": [stage],
        }
    )  # fmt: skip
    case = create_case(document=document, owner=person, now=now)
    publish_case(case_key=case.key, actor=person, visibility=Visibility.PUBLIC, now=now)
    room = start(presenter=person, case_keys=[case.key], now=now)
    seats = Seat.objects.bulk_create(Seat(room=room, joined_at=now) for _ in range(count))
    entry = room.entries.get()
    return {
        "room": str(room.key),
        "shown": f"{entry.pk}-{entry.committed}",
        "desk": f"{DESK_COOKIE}={sign(Held(room.key, None, person.key))}",
        "session": f"readingroom_session={_session(person)}; readingroom_csrf={TOKEN}",
        "phones": [f"{COOKIE}={sign(Held(room.key, seat.key, None))}" for seat in seats],
    }


def _session(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def main(count: int) -> None:
    """Write, as JSON, the key of a new room and what its pages would have set as cookies."""
    json.dump(make(count), sys.stdout)
