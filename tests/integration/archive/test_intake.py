"""What a killed receiver, or a power cut, leaves of an open submission."""

import os
from pathlib import Path

import pytest

from readingroom.archive.drafts import Draft, OutOfRoom
from readingroom.archive.models import Door, QuarantinedObject, Submission
from readingroom.archive.places import Places, secrets
from readingroom.archive.services.intake import Intake, Recipient, open_intake
from readingroom.archive.services.sweep import sweep
from readingroom.kernel.ids import new_key
from tests.factories import dicom, people
from tests.integration.archive.conftest import NOW


def open_one() -> Intake:
    return open_intake(Recipient.of_person(people.amara()), door=Door.PACS, now=NOW)


def draft_of(data: Places, content: bytes) -> Draft:
    folder = data.root / "incoming"
    folder.mkdir(exist_ok=True)
    draft = Draft(folder, secrets().deid)
    draft.write(content)
    return draft


def originals(data: Places) -> list[Path]:
    return sorted(data.root.glob("quarantine/*/originals/*"))


def test_what_a_power_cut_left_without_content_was_not_promised(data: Places) -> None:
    intake = open_one()
    intake.take(draft_of(data, dicom.to_bytes(dicom.ct_slice())))
    (originals(data)[0].parent / "000002").touch()
    intake._held.close()  # the process is gone

    waiting = sweep(now=NOW)

    assert waiting == [intake.submission.key]
    assert Submission.objects.get().file_count == 1
    assert [item.ordinal for item in QuarantinedObject.objects.all()] == [1]


def test_a_lock_of_what_was_never_written_down_goes_unless_it_is_held(data: Places) -> None:
    dead, alive = (data.quarantine(new_key()) for _ in range(2))
    locks = data.root / "locks"
    locks.mkdir(exist_ok=True)
    (locks / dead.folder.name).touch()

    with alive.locked():
        sweep(now=NOW)

        assert [left.name for left in locks.iterdir()] == [alive.folder.name]


def test_a_file_that_could_not_be_kept_leaves_its_place_to_the_next(
    data: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: int) -> None:
        raise OSError(5, "Input/output error")

    intake = open_one()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fails)
        with pytest.raises(OutOfRoom):
            intake.take(draft_of(data, b"one"))
    gone = originals(data)
    intake.take(draft_of(data, b"two"))
    intake.close(now=NOW)

    assert gone == []
    assert [path.read_bytes() for path in originals(data)] == [b"two"]
    assert QuarantinedObject.objects.get().size_bytes == 3


def test_what_came_is_noted_from_time_to_time(
    data: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readingroom.archive.services.intake._NOTED_EVERY_BYTES", 10)
    intake = open_one()
    noted = []
    for _ in range(3):
        intake.take(draft_of(data, b"6 byte"))
        row = Submission.objects.get()
        noted.append((row.arrived_count, row.arrived_bytes))
    intake.abandon()

    assert noted == [(0, 0), (2, 12), (2, 12)]
