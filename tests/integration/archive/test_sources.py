"""What can be given: folders, files, archives; and what is odd about them."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.places import Places
from readingroom.archive.services.receive import receive_paths
from readingroom.archive.sources import find_sources, refusal_of_entry
from readingroom.archive.states import ObjectState
from readingroom.imaging.limits import Limits
from readingroom.kernel.errors import InvalidInput
from tests.factories import dicom
from tests.integration.archive.conftest import NOW, Sender, outcomes, put


def zipped(path: Path, **contents: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def test_what_is_in_an_archive_is_filed(send: Sender, given: Path) -> None:
    image = dicom.to_bytes(dicom.ct_slice())
    zipped(given / "study.zip", image=image, notes=b"hello")

    receipt = send()

    assert outcomes(receipt) == ["filed", "rejected:not_dicom"]


def test_names_tell_the_sender_which_file_of_which_archive(given: Path) -> None:
    path = zipped(given / "study.zip", a=b"1", b=b"2")

    received = receive_paths([path], owner=None, now=NOW)

    assert received.names == (f"{path} › a", f"{path} › b")


def test_an_archive_in_an_archive_is_one_refused_file(send: Sender, given: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("image", dicom.to_bytes(dicom.ct_slice()))
    zipped(given / "outer.zip", inner=inner.getvalue())

    receipt = send()

    assert outcomes(receipt) == ["rejected:not_dicom"]


def test_links_and_pipes_are_refused_and_never_followed(
    send: Sender, given: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    put(secret, dicom.ct_slice())
    (given / "link-to-folder").symlink_to(secret)
    (given / "link-to-file").symlink_to(secret / "IM0000")
    os.mkfifo(given / "pipe")

    receipt = send()

    assert outcomes(receipt) == ["rejected:not_a_file"] * 3


def test_folders_are_walked_in_order_of_name(given: Path) -> None:
    for name in ("b/2", "a/9", "a/10", "c"):
        (given / name).parent.mkdir(exist_ok=True)
        (given / name).write_bytes(b"x")

    names = [Path(source.name).relative_to(given).as_posix() for source in find_sources([given])]

    assert names == ["a/10", "a/9", "b/2", "c"]


def test_a_place_where_nothing_is_is_refused_before_anything_is_taken(given: Path) -> None:
    put(given, dicom.ct_slice())

    with pytest.raises(InvalidInput):
        receive_paths([given, given / "nowhere"], owner=None, now=NOW)

    assert Submission.objects.count() == 0


def test_an_empty_folder_makes_no_submission(given: Path, data: Places) -> None:
    with pytest.raises(InvalidInput):
        receive_paths([given], owner=None, now=NOW)

    assert Submission.objects.count() == 0
    assert list((data.root / "quarantine").iterdir()) == []


def test_quarantine_is_the_owners_alone(given: Path, data: Places) -> None:
    put(given, dicom.ct_slice())

    received = receive_paths([given], owner=None, now=NOW)

    folder = data.quarantine(received.submission.key)
    for path in (folder.folder.parent, folder.folder, folder.originals, folder.work):
        assert path.stat().st_mode & 0o077 == 0


def test_a_file_beyond_the_limit_is_not_even_copied(given: Path) -> None:
    (given / "large").write_bytes(b"x" * 100)

    (source,) = find_sources([given], limits=Limits(file_bytes=99))

    assert source.refusal == "too_large"


def test_an_entry_that_unpacks_to_far_more_than_its_size_is_refused() -> None:
    info = zipfile.ZipInfo("zeros")
    info.file_size, info.compress_size = 200 * 1024**2, 200 * 1024

    assert refusal_of_entry(info, Limits()) == "archive_bomb"


# What each hostile archive comes to: outcomes by count.
HOSTILE = {
    "bomb_1GB_zeros.zip": {"rejected:archive_bomb": 1},
    "bomb_50k_entries.zip": {"rejected:archive_too_many": 1},
    "bomb_nested_10x10x10x100MB.zip": {"rejected:not_dicom": 10},
    "empty.zip": {"rejected:archive_empty": 1},
    "truncated.zip": {"rejected:archive_damaged": 1},
    "not_a_zip.zip": {"rejected:archive_damaged": 1},
}


@pytest.mark.shared
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_accounted_for(send: Sender, shared: Path, name: str) -> None:
    receipt = send(shared / "data/hostile/synthetic/zips" / name)

    assert {o: outcomes(receipt).count(o) for o in outcomes(receipt)} == HOSTILE[name]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "reason"),
    [("claims_encrypted.zip", "archive_encrypted"), ("crc_error.zip", "archive_damaged")],
)
def test_a_bad_entry_costs_only_itself(send: Sender, shared: Path, name: str, reason: str) -> None:
    receipt = send(shared / "data/hostile/synthetic/zips" / name)

    assert receipt.file_count == 9
    assert reason in receipt.reasons
    assert receipt.totals["waiting"] == 0


@pytest.mark.shared
@pytest.mark.parametrize("name", ["path_traversal.zip", "symlink.zip", "names_odd.zip"])
def test_names_in_an_archive_never_become_paths(
    given: Path, shared: Path, data: Places, name: str
) -> None:
    received = receive_paths([shared / "data/hostile/synthetic/zips" / name], owner=None, now=NOW)

    originals = data.quarantine(received.submission.key).originals
    rows = QuarantinedObject.objects.filter(state=ObjectState.RECEIVED)
    assert {f.name for f in originals.iterdir()} == {f"{row.ordinal:06d}" for row in rows}
    assert sorted(p.name for p in data.root.iterdir()) == ["locks", "quarantine"]
    assert not list(Path("/tmp").glob("evil_*"))  # noqa: S108  # where one of them wants to go
