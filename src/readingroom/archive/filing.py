"""What a series becomes when it is filed: its pack, its index, and the files of its shelf.

Given prepared instances and what is on the shelf already, the result is decided by them alone.
"""

import gzip
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image

from readingroom.archive.prepared import Prepared, read_header, write_metadata
from readingroom.imaging.datasets import CleanDataset
from readingroom.imaging.description import SeriesDescription, describe_series
from readingroom.storage.base import BlobStore
from readingroom.storage.packs import PackedInstance, write_pack
from readingroom.storage.series_index import InstanceEntry, SeriesIndex, Span
from readingroom.storage.shelf import METADATA, SeriesFiles, SeriesShelf

THUMBNAIL_SIDE_PX: Final = 256
_QUALITY: Final = 85


@dataclass(frozen=True)
class SeriesContent:
    """A series ready for the shelf.

    Attributes:
        entries: where each of the new instances lies, by SOP Instance UID.
        headers: of the new instances, by SOP Instance UID.
        description: of the whole series, with what was filed before.
        files: for the shelf.
    """

    entries: Mapping[str, InstanceEntry]
    headers: Mapping[str, CleanDataset]
    description: SeriesDescription
    files: SeriesFiles


def gather(
    study: str,
    series: str,
    prepared: Sequence[Callable[[], Prepared]],
    *,
    blobs: BlobStore,
    shelf: SeriesShelf,
) -> SeriesContent:
    """Write the pack of new instances and put the whole series together.

    Args:
        study, series: our UIDs.
        prepared: gives each new instance when asked; one is in memory at a time.
        blobs: takes the pack.
        shelf: tells what was filed before.

    Raises:
        Unavailable: the disk would not take the pack.
    """
    fresh = _Fresh()
    entries = write_pack(blobs, fresh.each(prepared))
    before = shelf.read_index(study, series) or SeriesIndex(study, series, {})
    index = before.with_instances(entries)
    headers = {**_filed_headers(before, entries, blobs), **fresh.headers}
    metadata = {**_filed_metadata(before, shelf), **fresh.metadata}
    description = _describe(index, headers)
    files = SeriesFiles(
        index,
        b"[" + b",".join(metadata[uid] for uid in sorted(metadata)) + b"]",
        description.to_json(),
        _thumbnail(description, index, blobs),
    )
    return SeriesContent(entries, fresh.headers, description, files)


def describe_filed(index: SeriesIndex, *, blobs: BlobStore) -> SeriesDescription:
    """What is told of a series that is on the shelf, by today's rules."""
    return _describe(index, _filed_headers(index, {}, blobs))


def _describe(index: SeriesIndex, headers: Mapping[str, CleanDataset]) -> SeriesDescription:
    return describe_series(
        [headers[uid] for uid in sorted(headers)],
        {uid: entry.transfer_syntax for uid, entry in index.instances.items()},
        without_frames={uid for uid, entry in index.instances.items() if not entry.frames},
    )


class _Fresh:
    """Remembers headers and metadata of instances as they go by into the pack."""

    def __init__(self) -> None:
        self.headers: dict[str, CleanDataset] = {}
        self.metadata: dict[str, bytes] = {}

    def each(self, prepared: Sequence[Callable[[], Prepared]]) -> Iterator[PackedInstance]:
        for ask in prepared:
            instance = ask()
            uid = instance.packed.sop_instance_uid
            self.headers[uid] = read_header(instance.packed.header)
            self.metadata[uid] = instance.metadata
            yield instance.packed


def _filed_headers(
    before: SeriesIndex, fresh: Mapping[str, InstanceEntry], blobs: BlobStore
) -> dict[str, CleanDataset]:
    return {
        uid: read_header(_read(entry.header, blobs))
        for uid, entry in before.instances.items()
        if uid not in fresh
    }


def _filed_metadata(before: SeriesIndex, shelf: SeriesShelf) -> dict[str, bytes]:
    """The metadata on the shelf, by SOP Instance UID."""
    if not before.instances:
        return {}
    text = gzip.decompress(shelf.read(before.study, before.series, METADATA))
    objects: list[dict[str, Any]] = json.loads(text)
    return {o["00080018"]["Value"][0]: write_metadata(o) for o in objects}


def _read(span: Span, blobs: BlobStore) -> bytes:
    return blobs.read(span.pack, span.offset, span.stop)


def _thumbnail(
    description: SeriesDescription, index: SeriesIndex, blobs: BlobStore
) -> bytes | None:
    """A small JPEG of the default frame of the first stack, made from that frame's preview."""
    if not description.stacks:
        return None
    stack = description.stacks[0]
    frame = stack["frames"][stack["default_frame"] - 1]
    preview = index.instances[frame["sop"]].previews[frame["frame"] - 1]
    picture = Image.open(io.BytesIO(_read(preview, blobs)))
    picture.thumbnail((THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue()
