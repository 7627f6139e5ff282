"""The series shelf."""

import gzip
from pathlib import Path

import pytest

from readingroom.kernel.errors import InvalidInput, NotFound
from readingroom.storage import shelf as shelf_module
from readingroom.storage.series_index import InstanceEntry, SeriesIndex, Span
from readingroom.storage.shelf import METADATA, STACKS, THUMBNAIL, SeriesFiles, SeriesShelf

STUDY, SERIES = "2.25.10", "2.25.11"
ENTRY = InstanceEntry(
    "1.2.840.10008.1.2.1", "application/octet-stream", Span("0" * 64, 0, 4), (), ()
)


def make_files(stacks: bytes = b"{}", uid: str = "2.25.1") -> SeriesFiles:
    return SeriesFiles(SeriesIndex(STUDY, SERIES, {uid: ENTRY}), b"[]", stacks, b"jpeg")


def test_what_is_published_is_read_back(tmp_path: Path) -> None:
    shelf = SeriesShelf(tmp_path)

    shelf.publish(make_files(stacks=b'{"version":1}'))

    assert shelf.read_index(STUDY, SERIES) == make_files().index
    assert gzip.decompress(shelf.read(STUDY, SERIES, METADATA)) == b"[]"
    assert gzip.decompress(shelf.read(STUDY, SERIES, STACKS)) == b'{"version":1}'
    assert shelf.read(STUDY, SERIES, THUMBNAIL) == b"jpeg"


def test_publishing_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    shelf = SeriesShelf(tmp_path)
    shelf.publish(make_files())
    before = {f.name: f.read_bytes() for f in shelf.folder(STUDY, SERIES).iterdir()}

    shelf.publish(make_files())

    assert {f.name: f.read_bytes() for f in shelf.folder(STUDY, SERIES).iterdir()} == before


def test_a_series_without_pixels_has_no_thumbnail(tmp_path: Path) -> None:
    shelf = SeriesShelf(tmp_path)

    shelf.publish(SeriesFiles(SeriesIndex(STUDY, SERIES, {}), b"[]", b"{}", None))

    with pytest.raises(NotFound):
        shelf.read(STUDY, SERIES, THUMBNAIL)


def test_a_series_appears_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = SeriesShelf(tmp_path)

    def dies_on_stacks(path: Path, parts: list[bytes]) -> None:
        if path.name == STACKS:
            raise RuntimeError("the power went")
        path.write_bytes(b"".join(parts))

    monkeypatch.setattr(shelf_module, "write_atomically", dies_on_stacks)  # stands for a crash
    with pytest.raises(RuntimeError):
        shelf.publish(make_files())

    assert shelf.read_index(STUDY, SERIES) is None
    assert list(shelf.series()) == []


def test_when_a_series_grows_the_index_is_there_before_the_stacks_name_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = SeriesShelf(tmp_path)
    shelf.publish(make_files())
    order: list[str] = []
    monkeypatch.setattr(
        shelf_module, "write_atomically", lambda path, _parts: order.append(path.name)
    )  # what is asked is the order of replacement

    shelf.publish(make_files(uid="2.25.2"))

    assert (order[0], order[-1]) == ("index.json", STACKS)


def test_a_series_taken_off_is_gone_with_its_empty_study(tmp_path: Path) -> None:
    shelf = SeriesShelf(tmp_path)
    shelf.publish(make_files())

    shelf.remove(STUDY, SERIES)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("uid", ["", "..", ".", "../x", "2.25.1/..", "2" * 65, "2.25.1\n", "x"])
def test_text_that_is_no_uid_never_becomes_a_path(tmp_path: Path, uid: str) -> None:
    shelf = SeriesShelf(tmp_path)

    for study, series in ((uid, SERIES), (STUDY, uid)):
        with pytest.raises(InvalidInput):
            shelf.folder(study, series)
