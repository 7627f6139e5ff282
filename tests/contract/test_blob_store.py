"""What every blob store must do, run on each of them."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from readingroom.kernel.errors import InvalidInput, NotFound
from readingroom.storage.base import BlobStore
from readingroom.storage.filesystem import FilesystemBlobStore
from readingroom.storage.memory import MemoryBlobStore

STORES: dict[str, Callable[[Path], BlobStore]] = {
    "filesystem": lambda folder: FilesystemBlobStore(folder / "blobs"),
    "memory": lambda _: MemoryBlobStore(),
}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    return STORES[request.param](tmp_path)


def test_a_blob_is_named_by_the_sha256_of_its_content(store: BlobStore) -> None:
    assert store.put(b"abc") == hashlib.sha256(b"abc").hexdigest()


def test_what_was_put_is_read_back(store: BlobStore) -> None:
    key = store.put(b"some bytes")

    assert store.read(key) == b"some bytes"


def test_the_empty_blob_is_a_blob(store: BlobStore) -> None:
    key = store.put(b"")

    assert (store.exists(key), store.read(key)) == (True, b"")


@pytest.mark.parametrize(("start", "stop"), [(0, 4), (3, 7), (5, None), (8, 99), (50, 60), (4, 2)])
def test_a_range_reads_as_a_slice(store: BlobStore, start: int, stop: int | None) -> None:
    content = b"0123456789"
    key = store.put(content)

    assert store.read(key, start, stop) == content[start:stop]


def test_putting_the_same_content_twice_gives_one_blob(store: BlobStore) -> None:
    first = store.put(b"twice")
    second = store.put(b"twice")

    assert first == second
    assert list(store.keys()) == [first]


def test_parts_make_the_same_blob_as_the_whole(store: BlobStore) -> None:
    assert store.put_parts(iter([b"one", b"", b"two"])) == store.put(b"onetwo")


def test_a_blob_that_is_gone_is_not_found(store: BlobStore) -> None:
    key = store.put(b"short-lived")

    store.delete(key)

    assert not store.exists(key)
    with pytest.raises(NotFound):
        store.read(key)


def test_deleting_what_is_not_there_does_nothing(store: BlobStore) -> None:
    store.delete("0" * 64)

    assert list(store.keys()) == []


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_text_that_is_no_key_never_reaches_the_store(store: BlobStore, key: str) -> None:
    for act in (store.read, store.exists, store.delete):
        with pytest.raises(InvalidInput):
            act(key)


def test_parts_that_fail_midway_leave_nothing(store: BlobStore) -> None:
    def breaking() -> object:
        yield b"half"
        raise RuntimeError("the reader broke")

    with pytest.raises(RuntimeError):
        store.put_parts(breaking())  # type: ignore[arg-type]  # a generator that raises

    assert list(store.keys()) == []
