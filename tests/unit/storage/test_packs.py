"""Packs, and the index that tells where everything in them is."""

import hashlib

import pytest

from readingroom.kernel.errors import InvalidInput
from readingroom.storage.memory import MemoryBlobStore
from readingroom.storage.packs import PackedInstance, write_pack
from readingroom.storage.series_index import SeriesIndex, Span


def make_instance(uid: str = "2.25.1", frames: int = 2) -> PackedInstance:
    return PackedInstance(
        sop_instance_uid=uid,
        transfer_syntax="1.2.840.10008.1.2.4.202",
        media_type="image/jphc",
        header=f"header of {uid}".encode(),
        frames=tuple(f"frame {n} of {uid}".encode() for n in range(1, frames + 1)),
        previews=tuple(f"preview {n} of {uid}".encode() for n in range(1, frames + 1)),
    )


def read(store: MemoryBlobStore, span: Span) -> bytes:
    return store.read(span.pack, span.offset, span.stop)


def test_every_part_is_where_the_index_says() -> None:
    store = MemoryBlobStore()
    instances = [make_instance("2.25.1"), make_instance("2.25.2", frames=3)]

    entries = write_pack(store, instances)

    for instance in instances:
        entry = entries[instance.sop_instance_uid]
        assert read(store, entry.header) == instance.header
        assert tuple(read(store, span) for span in entry.frames) == instance.frames
        assert tuple(read(store, span) for span in entry.previews) == instance.previews


def test_each_frame_carries_the_digest_of_its_bytes() -> None:
    entries = write_pack(MemoryBlobStore(), [make_instance()])

    assert [span.sha256 for span in entries["2.25.1"].frames] == [
        hashlib.sha256(b"frame 1 of 2.25.1").hexdigest(),
        hashlib.sha256(b"frame 2 of 2.25.1").hexdigest(),
    ]


def test_one_series_becomes_one_blob_with_nothing_between_the_parts() -> None:
    store = MemoryBlobStore()
    instance = make_instance()

    write_pack(store, [instance])

    (pack,) = store.keys()
    assert store.read(pack) == b"".join([instance.header, *instance.frames, *instance.previews])


def test_an_instance_without_pixels_has_a_header_alone() -> None:
    entries = write_pack(MemoryBlobStore(), [make_instance(frames=0)])

    assert (entries["2.25.1"].frames, entries["2.25.1"].previews) == ((), ())


def test_an_index_reads_back_as_it_was_written() -> None:
    store = MemoryBlobStore()
    index = SeriesIndex("2.25.10", "2.25.11", write_pack(store, [make_instance("2.25.1")]))
    grown = index.with_instances(write_pack(store, [make_instance("2.25.2", frames=1)]))

    assert SeriesIndex.from_json(grown.to_json()) == grown


def test_adding_an_instance_again_replaces_it() -> None:
    first = write_pack(MemoryBlobStore(), [make_instance(frames=1)])
    second = write_pack(MemoryBlobStore(), [make_instance(frames=2)])

    index = SeriesIndex("2.25.10", "2.25.11", first).with_instances(second)

    assert index.instances == second


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{", b'{"version":2}', b'{"version":1,"study":"1","series":"2","packs":[]}'],
)
def test_an_index_that_is_not_ours_is_refused(text: bytes) -> None:
    with pytest.raises(InvalidInput):
        SeriesIndex.from_json(text)
