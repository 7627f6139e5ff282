"""A backup is whole or none, proves every file, and never leads out of its folder."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readingroom.kernel.errors import InvalidInput, StateConflict
from readingroom.storage import backups
from readingroom.storage.backups import HEAD, LIST, Backup

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEEP = timedelta(days=35)


def make(folder: Path, source: Path, *, at: datetime = NOON, library: str = "ours") -> Backup:
    with (
        backups.alone_in(folder),
        backups.draft_in(folder, library=library, now=at) as draft,
    ):
        draft.take(source, "words.txt")
        draft.take_constant(source, "blobs/ab/picture")
        return draft.publish(library=library, made_at=at, ends_at=at + KEEP, version="1")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(b"bytes of a picture")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def silent(_done: int) -> None:
    pass


def test_what_went_in_comes_out_and_is_for_its_owner_alone(folder: Path, source: Path) -> None:
    made = make(folder, source)

    assert backups.backups_in(folder) == [made]
    assert backups.read_backup_or_newest(folder) == made
    assert (made.head.files, made.head.size) == (2, 36)
    backups.bring_out(made, folder.parent / "out", silent)
    assert (folder.parent / "out/blobs/ab/picture").read_bytes() == source.read_bytes()
    assert {p.stat().st_mode & 0o077 for p in [made.path, *made.path.rglob("*")]} == {0}


def test_what_never_changes_is_stored_once_for_backups_of_one_library(
    folder: Path, source: Path
) -> None:
    first = make(folder, source)
    second = make(folder, source, at=NOON + timedelta(days=1))
    of_another = make(folder, source, at=NOON + timedelta(days=2), library="theirs")

    pictures = [b.path / "blobs/ab/picture" for b in (first, second, of_another)]
    words = [b.path / "words.txt" for b in (first, second)]
    assert pictures[0].samefile(pictures[1])
    assert not pictures[0].samefile(pictures[2])
    assert not pictures[0].samefile(source)
    assert not words[0].samefile(words[1])
    backups.destroy(first)
    backups.check(second, silent)


def test_one_that_was_cut_off_is_no_backup_and_goes_with_the_next(
    folder: Path, source: Path
) -> None:
    dead = folder / ".backup-draft-20260302"
    (dead / "blobs").mkdir(parents=True)
    unfinished = folder / "2026-03-01T120000Z"
    unfinished.mkdir()

    made = make(folder, source)

    assert backups.backups_in(folder) == [made]
    assert not dead.exists()
    with pytest.raises(InvalidInput, match="never finished"):
        backups.read_backup(unfinished)


def test_a_failure_on_the_way_leaves_nothing_behind(folder: Path, source: Path) -> None:
    source.unlink()

    with pytest.raises(FileNotFoundError):
        make(folder, source)

    assert [path.name for path in folder.iterdir()] == [".backups.lock"]


def test_two_are_not_made_at_a_time_nor_in_one_second(folder: Path, source: Path) -> None:
    with backups.alone_in(folder), pytest.raises(StateConflict, match="Another process"):
        make(folder, source)
    make(folder, source)
    with pytest.raises(StateConflict, match="second"):
        make(folder, source)


def of_a_later_form(backup: Backup) -> None:
    said = json.loads((backup.path / HEAD).read_text())
    (backup.path / HEAD).write_text(json.dumps({**said, "form": 2}))


def that_leads_out(backup: Backup) -> None:
    digest = hashlib.sha256((backup.path / "words.txt").read_bytes()).hexdigest()
    listing = f"{digest}  ../words.txt\n"
    (backup.path / LIST).write_text(listing)
    said = json.loads((backup.path / HEAD).read_text())
    said["listed"] = hashlib.sha256(listing.encode()).hexdigest()
    (backup.path / HEAD).write_text(json.dumps(said))


def with_another_byte(backup: Backup) -> None:
    (backup.path / "words.txt").write_bytes(b"bytes of a pictures")


def with_less(backup: Backup) -> None:
    (backup.path / "words.txt").unlink()


def with_a_changed_list(backup: Backup) -> None:
    with (backup.path / LIST).open("a") as file:
        file.write("0" * 64 + "  more\n")


@pytest.mark.parametrize(
    "spoil", [that_leads_out, with_another_byte, with_less, with_a_changed_list, of_a_later_form]
)
def test_a_spoiled_backup_is_refused(
    folder: Path, source: Path, spoil: Callable[[Backup], None]
) -> None:
    made = make(folder, source)
    spoil(made)

    for use in (
        lambda backup: backups.check(backup, silent),
        lambda backup: backups.bring_out(backup, folder / "in/out", silent),
    ):
        with pytest.raises(InvalidInput):
            use(backups.read_backup(made.path))
    assert not (folder / "in/words.txt").exists()


def test_a_backup_ends_by_its_own_time_or_by_todays_whichever_is_first(
    folder: Path, source: Path
) -> None:
    made = make(folder, source)

    just_before = NOON + KEEP - timedelta(seconds=1)
    assert not made.has_ended(now=just_before, keep=timedelta(days=100))
    assert made.has_ended(now=NOON + KEEP, keep=timedelta(days=100))
    assert made.has_ended(now=NOON + timedelta(days=2), keep=timedelta(days=1))
