"""Quotas at the door of the PACS: asked before an object's bytes are kept."""

from typing import Any

import pytest
from django.db import OperationalError

from readingroom.archive.models import Submission
from readingroom.archive.places import Places
from readingroom.archive.services import quota
from readingroom.dimse.rooms import Rooms
from tests.factories import dicom, people
from tests.integration.archive.conftest import NOW
from tests.integration.dimse.conftest import Listening, arrived, associate, send

NO_ROOM = 0xA700
DOORS = [
    {"title": "AMARA", "person": "amara"},
    {"title": "HOUSE", "institution": "St Elsewhere"},
]


@pytest.mark.parametrize(("called", "statuses"), [("AMARA", [NO_ROOM]), ("HOUSE", [0])])
def test_whoever_has_too_much_waiting_gets_no_more_and_others_do(
    listening: Listening, data: Places, settings: Any, called: str, statuses: list[int]
) -> None:
    settings.READINGROOM_QUOTA_PERSON_GIB = 1
    settings.READINGROOM_QUOTA_INSTITUTION_GIB = 2
    amara = people.amara()
    Submission.objects.create(
        owner=amara, institution=amara.institution, expected_bytes=quota.GIB,
        created_at=NOW, moved_at=NOW,
    )  # fmt: skip
    with listening(doors=DOORS) as listener:
        assert send(listener, dicom.ct_slice(), called=called) == statuses

    assert list((data.root / "incoming").iterdir()) == []
    assert len(list(data.root.glob("quarantine/*/originals/*"))) == statuses.count(0)


def test_a_quota_that_is_used_up_on_the_way_stops_the_rest(
    listening: Listening, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    amara = people.amara()
    monkeypatch.setattr("readingroom.dimse.listener.room_left", lambda *_: 1)
    with listening(doors=DOORS) as listener:
        statuses = send(listener, *dicom.mr_series(3), called="AMARA")
        (submission,) = arrived()

    assert statuses == [0, NO_ROOM, NO_ROOM]
    assert (submission.owner, submission.file_count) == (amara, 1)


def test_a_database_that_can_not_say_is_no_room_for_now(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise OperationalError("database is locked")

    one = dicom.ct_slice()
    with listening() as listener:
        association = associate(listener, one)
        with monkeypatch.context() as patched:
            patched.setattr("readingroom.dimse.listener.room_left", locked)
            busy = association.send_c_store(one).Status
        again = association.send_c_store(one).Status
        association.release()
        arrived()

    assert (busy, again) == (NO_ROOM, 0)


def test_rooms_are_asked_for_every_few_seconds() -> None:
    asked: list[str] = []
    now_s = [0.0]

    def ask(title: str) -> int:
        asked.append(title)
        return 10

    rooms = Rooms(ask, clock=lambda: now_s[0])
    rooms.spend("A", 5)  # nobody asked yet: nothing to take it from
    first = rooms.has_room("A")
    rooms.spend("A", 10)
    full = rooms.has_room("A")
    now_s[0] = 6.0
    later = rooms.has_room("A")

    assert (first, full, later) == (True, False, True)
    assert asked == ["A", "A"]
