"""Everything hostile through the door of the page: accounted for, and nothing out of its place."""

from pathlib import Path

import pytest

from readingroom.archive.models import QuarantinedObject, Submission, UploadedFile
from readingroom.archive.places import Places
from readingroom.archive.services import upload
from readingroom.archive.services.arrive import take_in_arrived
from readingroom.archive.services.upload import CHUNK_BYTES, content_id_of
from tests.factories.people import amara
from tests.integration.archive.conftest import NOW, Sender
from tests.integration.archive.hostile import hostile_files, nothing_is_amiss
from tests.integration.archive.test_upload import piece_of, send


@pytest.mark.shared
def test_every_hostile_file_that_is_uploaded_is_accounted_for(
    shared: Path, data: Places, tmp_path: Path
) -> None:
    files = [p for p in sorted((shared / "data/hostile").rglob("*")) if p.is_file()]
    size = sum(path.stat().st_size for path in files)
    opened = upload.open_upload(owner=amara(), files=len(files), size_bytes=size, now=NOW)
    ids = set()
    for path in files:
        send(opened, path.read_bytes())
        ids.add(content_id_of(path))
    quarantine = data.quarantine(opened.key)

    with quarantine.locked():
        made = take_in_arrived(opened, quarantine, now=NOW)

    opened.refresh_from_db()
    originals = {int(path.name) for path in quarantine.originals.iterdir()}
    rows = QuarantinedObject.objects.filter(submission=opened)
    assert UploadedFile.objects.count() == len(ids)
    assert rows.count() == opened.file_count == made
    assert originals == set(rows.filter(state="received").values_list("ordinal", flat=True))
    assert quarantine.all_arrived() == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]
    assert not list(Path("/tmp").glob("evil_*"))  # noqa: S108  # where one of them wants to go


@pytest.mark.shared
@pytest.mark.timeout(300)
def test_every_hostile_file_that_is_uploaded_comes_to_an_end(shared: Path, data: Places) -> None:
    files = hostile_files(shared)
    size = sum(path.stat().st_size for path in files)

    with nothing_is_amiss(data) as lines:
        opened = upload.open_upload(owner=amara(), files=len(files), size_bytes=size, now=NOW)
        for path in files:
            send(opened, path.read_bytes())
        upload.close_upload(opened, now=NOW)

    opened.refresh_from_db()
    assert len(lines) == opened.file_count > len({content_id_of(path) for path in files})


@pytest.mark.shared
@pytest.mark.parametrize("name", ["dicomdir_cyclic", "dicomdir_outside"])
def test_an_index_that_points_outside_or_in_a_circle_leads_nowhere(
    shared: Path, send: Sender, name: str
) -> None:
    folder = shared / "data/hostile/synthetic" / name
    receipt = send(folder)

    files = [path for path in folder.rglob("*") if path.is_file()]
    assert receipt.file_count == len(files)
    assert receipt.totals["waiting"] == 0
    assert receipt.reasons.get("dicomdir", 0) >= 1


def test_no_piece_is_larger_than_the_server_takes_in() -> None:
    from readingroom.config.bodies import MAX_PIECE_BYTES, UPLOADS, bounds_of  # noqa: PLC0415

    assert MAX_PIECE_BYTES == CHUNK_BYTES
    assert bounds_of("PUT", f"{UPLOADS}x/y")[0] == CHUNK_BYTES
    assert bounds_of("POST", f"{UPLOADS}x/")[0] < CHUNK_BYTES
    assert bounds_of("PUT", "/")[0] < CHUNK_BYTES


def test_what_is_being_uploaded_is_open_to_its_owner_alone(data: Places) -> None:
    opened = upload.open_upload(owner=amara(), files=1, size_bytes=10, now=NOW)
    upload.take_piece(opened, piece_of(b"0123456789"), now=NOW)

    assert Submission.objects.get().arrived_count == 1
    assert data.quarantine(opened.key).folder.stat().st_mode & 0o077 == 0
    assert data.quarantine(opened.key).incoming.stat().st_mode & 0o077 == 0
