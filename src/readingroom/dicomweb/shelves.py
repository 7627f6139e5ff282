"""Answers from the series shelf and the packs: files that were made once, at ingest.

Nothing here decodes, renders or asks a database, but for one courtesy: a reader who takes
uncompressed octets alone has an HTJ2K frame decoded for them.
"""

import gzip
import json
import os
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import imagecodecs

from readingroom.dicomweb.addresses import Address
from readingroom.dicomweb.answers import IMMUTABLE, REVALIDATE, Answer, found, refusal
from readingroom.dicomweb.negotiation import (
    EXPLICIT_LITTLE_ENDIAN,
    OCTETS,
    Form,
    choose_form,
)
from readingroom.kernel.errors import InvalidInput, NotFound, Unavailable
from readingroom.storage.filesystem import FilesystemBlobStore
from readingroom.storage.series_index import InstanceEntry, SeriesIndex, Span
from readingroom.storage.shelf import INDEX, METADATA, STACKS, THUMBNAIL, SeriesShelf

INDEXES_KEPT, PACKS_KEPT_OPEN = 256, 64
HTJ2K_SYNTAXES = frozenset(f"1.2.840.10008.1.2.4.{n}" for n in (201, 202, 203))
_BOUNDARY = "readingroom-frame"
_DICOM_JSON = "application/dicom+json"

Asked = Mapping[bytes, str]
SpanOfAKind = TypeVar("SpanOfAKind", bound=Span)


class Shelves:
    """What lies below one data folder, ready to be sent."""

    def __init__(self, data: Path) -> None:
        self._shelf = SeriesShelf(data / "series")
        self._packs = _OpenPacks(FilesystemBlobStore(data / "blobs"))
        self._indexes: OrderedDict[Path, tuple[int, SeriesIndex]] = OrderedDict()

    def answer(self, address: Address, asked: Asked) -> Answer:
        """Answer one request that was already found to be permitted.

        Raises:
            NotFound: the series has no such part.
            Unavailable: what lies on the disk is damaged or can't be read.
        """
        try:
            return self._answer(address, asked)
        except OSError as error:
            raise _unreadable(f"errno={error.errno}") from error
        except (EOFError, ValueError, zlib.error) as error:
            raise _unreadable(f"kind={type(error).__name__}") from error

    def _answer(self, address: Address, asked: Asked) -> Answer:
        match address.resource:
            case "frame":
                return self._frame(address, asked)
            case "rendered":
                return self._rendered(address, asked)
            case "thumbnail":
                picture = self._shelf.read(address.study, address.series, THUMBNAIL)
                return _revalidated(picture, "image/jpeg", asked)
            case "stacks":
                text = self._shelf.read(address.study, address.series, STACKS)
                return _unpacked(text, "application/json", asked)
            case _:
                return self._metadata(address, asked)

    def _frame(self, address: Address, asked: Asked) -> Answer:
        entry = self._entry(address)
        span = _numbered(entry.frames, address.frame)
        form = choose_form(
            asked.get(b"accept", ""),
            media_type=entry.media_type,
            transfer_syntax=entry.transfer_syntax,
        )
        if form is None or (_is_raw(form) and entry.transfer_syntax not in HTJ2K_SYNTAXES):
            return refusal(406, f"This frame is kept as {entry.media_type}; ask for that.")
        etag = f"{span.sha256[:32]}-{form.name.lower()}"
        if f'"{etag}"' in asked.get(b"if-none-match", ""):
            return found(b"", media_type="", etag=etag, asked=asked, cache=IMMUTABLE)
        body, media_type = _as(form, self._packs.read(span), entry)
        return found(body, media_type=media_type, etag=etag, asked=asked, cache=IMMUTABLE)

    def _rendered(self, address: Address, asked: Asked) -> Answer:
        span = _numbered(self._entry(address).previews, address.frame)
        etag = f"{span.pack[:32]}-{span.offset}"
        body = self._packs.read(span)
        return found(body, media_type="image/jpeg", etag=etag, asked=asked, cache=IMMUTABLE)

    def _metadata(self, address: Address, asked: Asked) -> Answer:
        text = self._shelf.read(address.study, address.series, METADATA)
        if not address.instance:
            return _unpacked(text, _DICOM_JSON, asked)
        chosen = [i for i in json.loads(gzip.decompress(text)) if _uid_of(i) == address.instance]
        if not chosen:
            raise _absent()
        return _revalidated(json.dumps(chosen).encode(), _DICOM_JSON, asked)

    def _entry(self, address: Address) -> InstanceEntry:
        entry = self._index(address.study, address.series).instances.get(address.instance)
        if entry is None:
            raise _absent()
        return entry

    def _index(self, study: str, series: str) -> SeriesIndex:
        path = self._shelf.folder(study, series) / INDEX
        try:
            stamp = path.stat().st_mtime_ns
        except FileNotFoundError:
            raise _absent() from None
        kept = self._indexes.get(path)
        if kept and kept[0] == stamp:
            self._indexes.move_to_end(path)
            return kept[1]
        try:
            index = SeriesIndex.from_json(path.read_bytes())
        except InvalidInput as error:
            raise _unreadable("index") from error
        self._indexes[path] = (stamp, index)
        if len(self._indexes) > INDEXES_KEPT:
            self._indexes.popitem(last=False)
        return index


class _OpenPacks:
    """Packs that are being read, kept open: the next frame is nearly always in the same one."""

    def __init__(self, blobs: FilesystemBlobStore) -> None:
        self._blobs = blobs
        self._open: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, span: Span) -> bytes:
        with self._lock:
            body = os.pread(self._descriptor(span.pack), span.length, span.offset)
        if len(body) != span.length:
            raise _unreadable("pack=short")
        return body

    def _descriptor(self, pack: str) -> int:
        if pack in self._open:
            self._open.move_to_end(pack)
            return self._open[pack]
        try:
            descriptor = os.open(self._blobs.path(pack), os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise _absent() from None
        self._open[pack] = descriptor
        if len(self._open) > PACKS_KEPT_OPEN:
            os.close(self._open.popitem(last=False)[1])
        return descriptor


def _numbered(spans: tuple[SpanOfAKind, ...], number: int) -> SpanOfAKind:
    if not 1 <= number <= len(spans):
        raise _absent()
    return spans[number - 1]


def _is_raw(form: Form) -> bool:
    return form in {Form.RAW, Form.RAW_IN_PARTS}


def _as(form: Form, frame: bytes, entry: InstanceEntry) -> tuple[bytes, str]:
    """The body and its media type.

    Source: PS3.18 (2024b) section 8.7.3.3: the transfer syntax is a parameter of the part.
    """
    media_type, syntax = entry.media_type, entry.transfer_syntax
    if _is_raw(form):
        values: Any = imagecodecs.htj2k_decode(frame)
        frame = values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes()
        media_type, syntax = OCTETS, EXPLICIT_LITTLE_ENDIAN
    described = f"{media_type};transfer-syntax={syntax}"
    if form in {Form.STORED, Form.RAW}:
        return frame, described
    head = f"--{_BOUNDARY}\r\nContent-Type: {described}\r\n\r\n".encode()
    body = b"".join([head, frame, f"\r\n--{_BOUNDARY}--\r\n".encode()])
    return body, f'multipart/related;type="{media_type}";boundary={_BOUNDARY}'


def _unpacked(text: bytes, media_type: str, asked: Asked) -> Answer:
    """A gzipped file as it lies, or unpacked for the rare reader who takes no gzip."""
    if "gzip" in asked.get(b"accept-encoding", ""):
        return _revalidated(text, media_type, asked, **{"content-encoding": "gzip"})
    return _revalidated(gzip.decompress(text), media_type, asked)


def _revalidated(body: bytes, media_type: str, asked: Asked, **more: str) -> Answer:
    etag = sha256(body).hexdigest()[:32]
    return found(body, media_type=media_type, etag=etag, asked=asked, cache=REVALIDATE, **more)


def _uid_of(instance: dict[str, Any]) -> str:
    values: list[str] = instance.get("00080018", {}).get("Value", [""])
    return values[0]


def _unreadable(detail: str) -> Unavailable:
    return Unavailable(
        "These images can't be read from the disk. Tell whoever runs this library.", detail=detail
    )


def _absent() -> NotFound:
    return NotFound("There is no such image.")
