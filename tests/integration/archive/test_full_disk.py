"""A disk that takes no more is not the fault of the files."""

from pathlib import Path

import pytest

from readingroom.archive.digests import FILE_BYTES, stream_digest
from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.places import Places
from readingroom.archive.pool import ReaderPool
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receipt import receipt_for
from readingroom.archive.services.receive import receive_paths
from readingroom.archive.states import ObjectState
from readingroom.archive.steps.files import write_beside
from readingroom.archive.steps.messages import Outcome, Setup, Task
from readingroom.archive.steps.run import perform
from readingroom.kernel.errors import Unavailable
from tests.factories import dicom
from tests.integration.archive.conftest import NOW, outcomes, put

SECRET = bytes(32)


def test_a_stage_that_cannot_write_leaves_its_file_where_it_stands(
    given: Path, tmp_path: Path
) -> None:
    put(given, dicom.ct_slice(number=1))
    gone = tmp_path / "gone"
    original = next(given.iterdir())
    task = Task(
        ordinal=1,
        original=str(original),
        byte_digest=stream_digest(SECRET, FILE_BYTES, [original.read_bytes()]),
        facts=str(gone / "facts"),
        prepared=str(gone / "prepared"),
        state=ObjectState.RECEIVED,
        until=ObjectState.INSPECTED,
    )

    outcome = perform(task, Setup(SECRET.hex(), "11" * 32, "", memory_bytes=1024**3))

    assert (outcome.reached, outcome.reason_code) == ((), "")
    assert "full" in outcome.cut_short


def test_a_submission_that_was_cut_short_is_taken_up_again(
    given: Path, data: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(given, dicom.ct_slice(number=1))
    received = receive_paths([given], owner=None, now=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(ReaderPool, "run", lambda *_: iter([Outcome(1, (), cut_short="Full.")]))
        with pytest.raises(Unavailable, match="Full"):
            process_submission(received.submission.key, now=NOW)
    assert QuarantinedObject.objects.get().state == ObjectState.RECEIVED

    process_submission(received.submission.key, now=NOW)

    assert outcomes(receipt_for(Submission.objects.get())) == ["filed"]


def test_what_was_half_written_is_removed(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()

    with pytest.raises(Unavailable):
        write_beside(tmp_path / "taken", [b"some"])

    assert not list(tmp_path.glob("taken.*"))


def test_a_damaged_picture_is_not_blamed_on_the_disk(tmp_path: Path) -> None:
    def parts() -> list[bytes]:
        raise OSError("image file is truncated")

    with pytest.raises(OSError, match="truncated"):
        write_beside(tmp_path / "out", (part for _ in range(1) for part in parts()))
