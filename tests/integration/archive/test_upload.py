"""Files that come in pieces from a browser: checked, resumed, taken in, and never half there."""

import errno
import hashlib
import os
import zipfile
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from readingroom.accounts.models import Person
from readingroom.archive.models import QuarantinedObject, Submission, UploadedFile
from readingroom.archive.places import Places
from readingroom.archive.services import arrive, upload
from readingroom.archive.services.process import inspect_arriving, process_submission
from readingroom.archive.services.quota import OverQuota
from readingroom.archive.services.receipt import receipt_for
from readingroom.archive.services.sweep import UPLOAD_KEPT_FOR, sweep
from readingroom.archive.services.upload import CHUNK_BYTES, Piece, Standing, WrongHash
from readingroom.archive.states import ObjectState, SubmissionState
from readingroom.kernel.errors import (
    InvalidInput,
    NotFound,
    NotPermitted,
    StateConflict,
    Unavailable,
)
from tests.factories import dicom
from tests.factories.people import amara, ben, dev
from tests.integration.archive.conftest import NOW, outcomes


def content_id(data: bytes) -> str:
    pieces = [data[at : at + CHUNK_BYTES] for at in range(0, len(data), CHUNK_BYTES)]
    whole = b"".join(hashlib.sha256(piece).digest() for piece in pieces)
    return hashlib.sha256(whole).hexdigest()


def piece_of(whole: bytes, offset: int = 0, /, **changed: Any) -> Piece:
    part = whole[offset : offset + CHUNK_BYTES]
    fields: dict[str, Any] = {
        "content_id": content_id(whole),
        "file_bytes": len(whole),
        "offset": offset,
        "sha256": hashlib.sha256(part).hexdigest(),
        "data": part,
    }
    return Piece(**{**fields, **changed})


@pytest.fixture
def owner() -> Person:
    return amara()


@pytest.fixture
def opened(owner: Person) -> Submission:
    return upload.open_upload(owner=owner, files=10, size_bytes=50 * 1024**2, now=NOW)


def send(submission: Submission, data: bytes) -> Standing:
    standing = Standing(0, is_whole=False)
    while not standing.is_whole:
        standing = upload.take_piece(submission, piece_of(data, standing.received), now=NOW)
    return standing


def finish(submission: Submission) -> list[str]:
    upload.close_upload(submission, now=NOW)
    process_submission(submission.key, now=NOW)
    return outcomes(receipt_for(Submission.objects.get(pk=submission.pk)))


def slices(count: int) -> list[bytes]:
    return [dicom.to_bytes(dicom.ct_slice(number=n, z=n)) for n in range(1, count + 1)]


def test_what_was_sent_in_pieces_is_filed(opened: Submission) -> None:
    for data in slices(2):
        send(opened, data)

    assert finish(opened) == ["filed", "filed"]


def test_quarantine_is_empty_after_the_end(opened: Submission, data: Places) -> None:
    send(opened, slices(1)[0])

    finish(opened)

    assert list((data.root / "quarantine").iterdir()) == []


def test_a_large_file_is_put_together_from_its_pieces(opened: Submission, data: Places) -> None:
    large = os.urandom(CHUNK_BYTES + 1000)

    first = upload.take_piece(opened, piece_of(large), now=NOW)
    second = upload.take_piece(opened, piece_of(large, CHUNK_BYTES), now=NOW)

    assert (first.received, first.is_whole, second.is_whole) == (CHUNK_BYTES, False, True)
    arrived = data.quarantine(opened.key).arrived(content_id(large))
    assert arrived.read_bytes() == large


def test_a_page_that_comes_back_is_told_where_to_go_on(opened: Submission) -> None:
    large, small = os.urandom(CHUNK_BYTES + 1000), slices(1)[0]
    upload.take_piece(opened, piece_of(large), now=NOW)
    send(opened, small)

    found = upload.standings(opened, [content_id(large), content_id(small), "0" * 64])

    assert found == {
        content_id(large): Standing(CHUNK_BYTES, is_whole=False),
        content_id(small): Standing(len(small), is_whole=True),
    }


def test_a_piece_that_was_cut_comes_again_whole(opened: Submission, data: Places) -> None:
    large = os.urandom(CHUNK_BYTES * 2)
    upload.take_piece(opened, piece_of(large), now=NOW)
    with data.quarantine(opened.key).partial(content_id(large)).open("ab") as file:
        file.write(large[CHUNK_BYTES : CHUNK_BYTES + 77])  # killed while it wrote

    asked = upload.standings(opened, [content_id(large)])[content_id(large)]
    last = upload.take_piece(opened, piece_of(large, CHUNK_BYTES), now=NOW)

    assert (asked.received, last.is_whole) == (CHUNK_BYTES, True)


def test_a_piece_sent_twice_changes_nothing(opened: Submission) -> None:
    data = slices(1)[0]
    send(opened, data)

    again = upload.take_piece(opened, piece_of(data), now=NOW)

    assert again.is_whole
    assert finish(opened) == ["filed"]


def test_a_piece_that_comes_too_early_says_where_to_go_on(opened: Submission) -> None:
    large = os.urandom(CHUNK_BYTES * 2)

    standing = upload.take_piece(opened, piece_of(large, CHUNK_BYTES), now=NOW)

    assert standing == Standing(0, is_whole=False)


@pytest.mark.parametrize(
    "changed",
    [
        {"sha256": "0" * 64},
        {"data": b"cut"},
        {"offset": 7},
        {"file_bytes": 1},
    ],
)
def test_a_damaged_piece_is_not_kept(
    opened: Submission, data: Places, changed: dict[str, Any]
) -> None:
    with pytest.raises(WrongHash, match="sent again"):
        upload.take_piece(opened, piece_of(slices(1)[0], **changed), now=NOW)

    assert list(data.quarantine(opened.key).incoming.iterdir()) == []


def test_a_file_that_is_not_what_it_was_said_to_be_is_thrown_away(
    opened: Submission, data: Places
) -> None:
    with pytest.raises(WrongHash, match="changed"):
        upload.take_piece(opened, piece_of(slices(1)[0], content_id="1" * 64), now=NOW)

    assert list(data.quarantine(opened.key).incoming.iterdir()) == []


@pytest.mark.parametrize("named", ["../../evil", "a" * 63, "A" * 64, "0" * 64 + "/x"])
def test_an_id_that_is_none_never_becomes_a_path(
    opened: Submission, data: Places, named: str
) -> None:
    with pytest.raises(InvalidInput):
        upload.take_piece(opened, piece_of(b"x", content_id=named), now=NOW)
    with pytest.raises(InvalidInput):
        upload.standings(opened, [named])

    assert list(data.quarantine(opened.key).incoming.iterdir()) == []


def test_the_first_files_are_read_while_the_rest_is_on_its_way(opened: Submission) -> None:
    send(opened, slices(1)[0])
    send(opened, b"no image")

    inspect_arriving(opened.key, now=NOW)

    states = set(QuarantinedObject.objects.values_list("state", flat=True))
    opened.refresh_from_db()
    assert states == {ObjectState.INSPECTED, ObjectState.REJECTED}
    assert opened.state == SubmissionState.RECEIVING


def test_what_was_read_early_is_settled_with_the_rest(opened: Submission) -> None:
    first, second = slices(2)
    send(opened, first)
    inspect_arriving(opened.key, now=NOW)
    send(opened, second)

    assert finish(opened) == ["filed", "filed"]


def test_an_upload_closed_while_it_is_read_goes_on_at_once(
    opened: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(opened, slices(1)[0])
    taken_in = "readingroom.archive.services.process.take_in_arrived"

    def close_meanwhile(submission: Submission, *_: Any, **__: Any) -> int:
        if submission.state == SubmissionState.RECEIVING:
            upload.close_upload(opened, now=NOW)
        return real(submission, *_, **__)

    from readingroom.archive.services.process import take_in_arrived as real  # noqa: PLC0415

    monkeypatch.setattr(taken_in, close_meanwhile)

    inspect_arriving(opened.key, now=NOW)

    opened.refresh_from_db()
    assert opened.state == SubmissionState.FINISHED


def test_files_are_known_by_their_ids_after_the_end(opened: Submission) -> None:
    data = slices(1)[0]
    send(opened, data)
    finish(opened)

    found = upload.standings(opened, [content_id(data)])

    assert found[content_id(data)].ordinals == (1, 1)


def test_an_archive_is_opened_and_its_files_counted(opened: Submission, tmp_path: Path) -> None:
    path = tmp_path / "study.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, data in enumerate(slices(3)):
            archive.writestr(f"IM{number}", data)
    send(opened, path.read_bytes())

    assert finish(opened) == ["filed"] * 3
    assert upload.standings(opened, [content_id(path.read_bytes())])[
        content_id(path.read_bytes())
    ].ordinals == (1, 3)


def test_a_worker_killed_before_it_removed_what_it_took_in_takes_it_in_once(
    opened: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(opened, slices(1)[0])
    with monkeypatch.context() as patched:
        patched.setattr(arrive, "faults", SimpleNamespace(reach=_killed))
        with pytest.raises(KeyboardInterrupt):
            inspect_arriving(opened.key, now=NOW)

    assert finish(opened) == ["filed"]


def _killed(point: str) -> None:
    if point == "taken_in":
        raise KeyboardInterrupt


def test_a_full_disk_is_said_and_what_came_is_kept(
    opened: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = slices(2)
    send(opened, first)
    with monkeypatch.context() as patched:
        patched.setattr(upload, "_append", _full)
        with pytest.raises(Unavailable, match="full") as refused:
            upload.take_piece(opened, piece_of(second), now=NOW)
    send(opened, second)

    assert refused.value.code == "disk_full"
    assert finish(opened) == ["filed", "filed"]


def _full(*_: Any) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_no_upload_begins_that_the_disk_has_no_room_for(
    owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "KEPT_FREE_BYTES", 2**62)

    with pytest.raises(Unavailable, match="no room"):
        upload.open_upload(owner=owner, files=1, size_bytes=1, now=NOW)


def test_more_than_a_person_may_have_waiting_is_refused(owner: Person, settings: Any) -> None:
    settings.READINGROOM_QUOTA_PERSON_GIB = 1
    upload.open_upload(owner=owner, files=1, size_bytes=600 * 1024**2, now=NOW)

    with pytest.raises(OverQuota, match="1 GiB"):
        upload.open_upload(owner=owner, files=1, size_bytes=600 * 1024**2, now=NOW)


def test_more_than_an_institution_may_have_waiting_is_refused(owner: Person, settings: Any) -> None:
    settings.READINGROOM_QUOTA_INSTITUTION_GIB = 1
    upload.open_upload(owner=dev(), files=1, size_bytes=600 * 1024**2, now=NOW)

    with pytest.raises(OverQuota, match="institution"):
        upload.open_upload(owner=owner, files=1, size_bytes=600 * 1024**2, now=NOW)


def test_what_is_filed_counts_towards_no_quota(
    owner: Person, opened: Submission, settings: Any
) -> None:
    settings.READINGROOM_QUOTA_PERSON_GIB = 1
    send(opened, slices(1)[0])
    finish(opened)

    upload.open_upload(owner=owner, files=1, size_bytes=1024**3, now=NOW)


def test_more_than_was_announced_is_refused(owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "_SLACK_BYTES", 0)
    small = upload.open_upload(owner=owner, files=1, size_bytes=100, now=NOW)

    with pytest.raises(InvalidInput, match="announced"):
        upload.take_piece(small, piece_of(slices(1)[0]), now=NOW)


def test_learners_send_nothing() -> None:
    with pytest.raises(NotPermitted):
        upload.open_upload(owner=ben(), files=1, size_bytes=1, now=NOW)


def test_an_upload_of_someone_else_is_not_there(opened: Submission) -> None:
    with pytest.raises(NotFound):
        upload.open_upload_of(dev(), opened.key)


def test_a_closed_upload_takes_nothing_more(opened: Submission, owner: Person) -> None:
    first, second = slices(2)
    send(opened, first)
    upload.close_upload(opened, now=NOW)

    with pytest.raises(StateConflict):
        upload.open_upload_of(owner, opened.key)
    with pytest.raises(StateConflict):
        upload.take_piece(opened, piece_of(second), now=NOW)
    with pytest.raises(StateConflict):
        upload.close_upload(opened, now=NOW)


def test_an_upload_to_which_nothing_came_is_not_closed(opened: Submission) -> None:
    with pytest.raises(InvalidInput, match="No file arrived"):
        upload.close_upload(opened, now=NOW)


def test_a_discarded_upload_leaves_nothing(opened: Submission, data: Places) -> None:
    send(opened, slices(1)[0])
    inspect_arriving(opened.key, now=NOW)

    upload.discard_upload(opened, now=NOW)

    assert Submission.objects.count() == UploadedFile.objects.count() == 0
    assert list((data.root / "quarantine").iterdir()) == []


def test_an_upload_waits_two_days_for_its_sender(opened: Submission) -> None:
    send(opened, slices(1)[0])

    sweep(now=NOW + UPLOAD_KEPT_FOR - timedelta(minutes=1))
    assert Submission.objects.count() == 1

    sweep(now=NOW + UPLOAD_KEPT_FOR + timedelta(minutes=1))
    assert Submission.objects.count() == 0
