"""What only the store on disk can get wrong."""

import os
from pathlib import Path

import pytest

from readingroom.kernel.errors import Unavailable
from readingroom.storage.filesystem import FilesystemBlobStore


def test_files_fan_out_by_the_first_two_digits(tmp_path: Path) -> None:
    store = FilesystemBlobStore(tmp_path)

    key = store.put(b"abc")

    assert (tmp_path / key[:2] / key).read_bytes() == b"abc"


def test_folders_and_blobs_are_the_owners_alone(tmp_path: Path) -> None:
    store = FilesystemBlobStore(tmp_path / "blobs")

    path = store.path(store.put(b"abc"))

    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert path.parent.parent.stat().st_mode & 0o077 == 0


def test_a_blob_is_synced_before_it_gets_its_name_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FilesystemBlobStore(tmp_path)
    key = store.put(b"to learn the key")
    store.delete(key)
    seen: list[tuple[str, bool]] = []
    real = os.fsync

    def watching(descriptor: int) -> None:
        kind = "folder" if Path(f"/proc/self/fd/{descriptor}").is_dir() else "file"
        seen.append((kind, store.exists(key)))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watching)  # a power cut can't be had in a test
    store.put(b"to learn the key")

    assert seen == [("file", False), ("folder", True)]


def test_a_draft_left_by_a_writer_that_died_is_no_blob_and_is_found(tmp_path: Path) -> None:
    store = FilesystemBlobStore(tmp_path)
    draft = tmp_path / ".draft-left"
    draft.write_bytes(b"half")

    assert list(store.keys()) == []
    assert list(store.drafts()) == [draft]


def test_a_writer_that_fails_leaves_no_draft(tmp_path: Path) -> None:
    store = FilesystemBlobStore(tmp_path)

    with pytest.raises(TypeError):
        store.put_parts([b"half", None])  # type: ignore[list-item]  # what breaks it

    assert list(store.drafts()) == []


def test_a_disk_that_refuses_is_a_passing_condition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)  # a full disk can't be had in a test

    with pytest.raises(Unavailable, match="Is it full"):
        FilesystemBlobStore(tmp_path).put(b"abc")
