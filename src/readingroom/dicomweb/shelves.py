"""What lies on the series shelf and in the packs, read: files that were made once, at ingest."""

import gzip
import os
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Protocol

from readingroom.kernel.errors import InvalidInput, NotFound, Unavailable
from readingroom.storage.filesystem import FilesystemBlobStore
from readingroom.storage.series_index import InstanceEntry, SeriesIndex, Span
from readingroom.storage.shelf import INDEX, METADATA, SeriesShelf

INDEXES_KEPT, PACKS_KEPT_OPEN = 256, 64


@dataclass(frozen=True)
class KeptIndex:
    """A series index, and what says that it has changed."""

    index: SeriesIndex
    digest: str


class Shelves:
    """What lies below one data folder. May be used by several threads."""

    def __init__(self, data: Path) -> None:
        self._shelf = SeriesShelf(data / "series")
        self._packs = _OpenPacks(FilesystemBlobStore(data / "blobs"))
        self._indexes: OrderedDict[tuple[str, str], tuple[int, KeptIndex]] = OrderedDict()
        # A path is put together once for all frames of a series, which costs as much as one.
        self._index_path = lru_cache(INDEXES_KEPT)(self._find_index)
        self._lock = threading.Lock()

    def read(self, span: Span) -> bytes:
        """The bytes of one part of a pack."""
        return self._packs.read(span)

    def part(self, span: Span) -> "Part":
        """One part of a pack, to be sent from where it lies.

        Raises:
            NotFound: there is no such pack.
            Unavailable: the pack is too short to hold it.
        """
        self._packs.check(span)
        return Part(self._packs, span)

    def file(self, study: str, series: str, name: str) -> bytes:
        """One file of a series, as stored.

        Raises:
            NotFound: there is no such series, or it has no such file.
        """
        return self._shelf.read(study, series, name)

    def metadata(self, study: str, series: str) -> bytes:
        """DICOM JSON of every instance of a series, unpacked."""
        return gzip.decompress(self.file(study, series, METADATA))

    def entry(self, study: str, series: str, instance: str) -> InstanceEntry:
        """Where an instance lies.

        Raises:
            NotFound: the series has no such instance.
        """
        entry = self.index(study, series).index.instances.get(instance)
        if entry is None:
            raise absent()
        return entry

    def stamp(self, study: str, series: str) -> int:
        """Changes whenever the series does.

        Raises:
            NotFound: there is no such series.
        """
        try:
            return self._index_path(study, series).stat().st_mtime_ns
        except FileNotFoundError:
            raise absent() from None

    def index(self, study: str, series: str) -> KeptIndex:
        """The index of a series, kept until it changes on the disk.

        Raises:
            NotFound: there is no such series.
            Unavailable: its index is damaged.
        """
        stamp = self.stamp(study, series)
        with self._lock:
            kept = self._indexes.get((study, series))
            if kept and kept[0] == stamp:
                self._indexes.move_to_end((study, series))
                return kept[1]
        text = self._shelf.read(study, series, INDEX)
        try:
            fresh = KeptIndex(SeriesIndex.from_json(text), sha256(text).hexdigest()[:32])
        except InvalidInput as error:
            raise unreadable("index") from error
        with self._lock:
            self._indexes[study, series] = (stamp, fresh)
            if len(self._indexes) > INDEXES_KEPT:
                self._indexes.popitem(last=False)
        return fresh

    def _find_index(self, study: str, series: str) -> Path:
        return self._shelf.folder(study, series) / INDEX


class Packs(Protocol):
    """Packs that parts are in."""

    def read(self, span: Span) -> bytes:
        """The bytes of a part."""
        ...

    def send(self, span: Span, to: int) -> int:
        """Have the system copy a part to the socket of this descriptor; how much of it went."""
        ...


class Part(NamedTuple):
    """A part of a pack, where it lies."""

    packs: Packs
    span: Span

    def read_from(self, start: int) -> bytes:
        """Its bytes from ``start`` on."""
        span = self.span
        return self.packs.read(Span(span.pack, span.offset + start, span.length - start))

    def send(self, to: int) -> int:
        """Have the system copy it to the socket of this descriptor; how much of it went."""
        return self.packs.send(self.span, to)


class _OpenPacks:
    """Packs that are being read, kept open: the next frame is nearly always in the same one."""

    def __init__(self, blobs: FilesystemBlobStore) -> None:
        self._blobs = blobs
        self._open: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, span: Span) -> bytes:
        with self._lock:
            body = os.pread(self._opened(span.pack)[0], span.length, span.offset)
        if len(body) != span.length:
            raise unreadable("pack=short")
        return body

    def send(self, span: Span, to: int) -> int:
        # Under the lock, for whoever opens another pack may close this one.
        with self._lock:
            return os.sendfile(to, self._opened(span.pack)[0], span.offset, span.length)

    def check(self, span: Span) -> None:
        with self._lock:
            size = self._opened(span.pack)[1]
        if span.offset + span.length > size:
            raise unreadable("pack=short")

    def _opened(self, pack: str) -> tuple[int, int]:
        """Descriptor and size of a pack."""
        if pack in self._open:
            self._open.move_to_end(pack)
            return self._open[pack]
        try:
            descriptor = os.open(self._blobs.path(pack), os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise absent() from None
        self._open[pack] = descriptor, os.fstat(descriptor).st_size
        if len(self._open) > PACKS_KEPT_OPEN:
            os.close(self._open.popitem(last=False)[1][0])
        return self._open[pack]


class damage_said:  # noqa: N801  # used as a function is, and on the way of every frame
    """Turns what a damaged or unreadable file raises into ``Unavailable``."""

    def __enter__(self) -> None:
        """Nothing is raised yet."""

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        """Say it in words of ours."""
        if isinstance(error, OSError):
            raise unreadable(f"errno={error.errno}") from error
        if isinstance(error, EOFError | ValueError | zlib.error):
            raise unreadable(f"kind={type(error).__name__}") from error


def unreadable(detail: str) -> Unavailable:
    """The refusal for what is damaged."""
    return Unavailable(
        "These images can't be read from the disk. Tell whoever runs this library.", detail=detail
    )


def absent() -> NotFound:
    """The refusal for what is not there."""
    return NotFound("There is no such image.")
