"""Studies, series, instances and frames, retrieved: WADO-RS.

Source: PS3.18 (2024b) section 10.4. Nothing here asks a database, and what is made rather than
read (decoded frames, smaller pictures) is made because a reader asked for that form alone.
"""

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, TypeVar

from readingroom.archive.objects import UNPACKABLE, object_pieces, raw_frame
from readingroom.dicomweb.addresses import Address
from readingroom.dicomweb.answers import (
    IMMUTABLE,
    REVALIDATE,
    Answer,
    Enclosure,
    enclosed,
    enclosure,
    found,
    has_it,
    refusal,
    streamed,
)
from readingroom.dicomweb.negotiation import (
    DICOM,
    DICOM_JSON,
    EXPLICIT_LITTLE_ENDIAN,
    JPEG,
    OCTETS,
    Form,
    accepts,
    choose_form,
    choose_object_form,
    wants_parts,
)
from readingroom.dicomweb.parts import around_one, in_parts, multipart_type
from readingroom.dicomweb.pictures import PNG, parse_rendering, picture, smaller
from readingroom.dicomweb.shelves import Part, Shelves, absent, damage_said
from readingroom.storage.series_index import InstanceEntry, Span
from readingroom.storage.shelf import METADATA, STACKS, THUMBNAIL

_JSON: Final = "application/json"
_SPAN = TypeVar("_SPAN", bound=Span)


@dataclass(frozen=True)
class Asked:
    """What came with a request.

    Attributes:
        headers: by name in small letters.
        parameters: of the query; the last of a name.
        in_place: whether what is sent as it lies may be left where it lies.
    """

    headers: Mapping[bytes, str]
    parameters: dict[str, str] = field(default_factory=dict)
    in_place: bool = False

    @property
    def accept(self) -> str:
        """What is accepted; the query's word goes before the header's (section 8.3.3.1)."""
        return self.parameters.get("accept") or self.headers.get(b"accept", "")


def retrieve(shelves: Shelves, address: Address, series: Iterable[str], asked: Asked) -> Answer:
    """Answer one request.

    Args:
        shelves: where everything lies.
        address: what is asked for; its study and series are open to the reader.
        series: UIDs of the series of it that are.
        asked: how.

    Raises:
        NotFound: there is no such part.
        Unavailable: what lies on the disk is damaged or can't be read.
    """
    with damage_said():
        return _ANSWERS[address.resource](shelves, address, sorted(series), asked)


def _frames(shelves: Shelves, address: Address, _series: list[str], asked: Asked) -> Answer:
    entry = shelves.entry(address.study, address.series, address.instance)
    numbers = address.frames or tuple(range(1, len(entry.frames) + 1))
    spans = [_numbered(entry.frames, number) for number in numbers]
    if not spans:
        raise absent()
    form = choose_form(
        asked.accept, media_type=entry.media_type, transfer_syntax=entry.transfer_syntax
    )
    is_alone = len(address.frames) == 1
    if form is None or not _can_be(form, entry, is_alone=is_alone):
        return refusal(406, f"This frame is kept as {entry.media_type}; ask for that.")
    digest = spans[0].sha256 if is_alone else _digest(span.sha256 for span in spans)
    etag = f"{digest[:32]}-{form.name.lower()}"
    if has_it(etag, asked.headers):
        return found(b"", media_type="", etag=etag, asked=asked.headers, cache=IMMUTABLE)
    described = _described(form, entry)
    if not is_alone:
        boundary = f"f{digest[:32]}"
        bodies = ((described, [_as(form, shelves.read(span), entry)]) for span in spans)
        return streamed(
            in_parts(bodies, boundary),
            media_type=multipart_type(described.partition(";")[0], boundary),
            etag=etag,
            asked=asked.headers,
        )
    body: bytes | Part
    if asked.in_place and not form.is_raw:
        body = shelves.part(spans[0])
    else:
        body = _as(form, shelves.read(spans[0]), entry)
    return enclosed(body, _enclosure(etag, described, in_parts=form.in_parts))


@lru_cache(maxsize=4096)  # a class reads the same frames
def _enclosure(etag: str, described: str, *, in_parts: bool) -> Enclosure:
    """What a frame goes out in."""
    if not in_parts:
        return enclosure(etag, described, (b"", b""))
    boundary = f"f{etag.partition('-')[0]}"
    media_type = multipart_type(described.partition(";")[0], boundary)
    return enclosure(etag, media_type, around_one(described, boundary))


def _can_be(form: Form, entry: InstanceEntry, *, is_alone: bool) -> bool:
    """Whether a frame can be had in a form, and one that is not alone in parts."""
    is_there = not form.is_raw or entry.transfer_syntax in UNPACKABLE
    return is_there and (is_alone or form.in_parts)


def _digest(texts: Iterable[str]) -> str:
    return sha256("".join(texts).encode()).hexdigest()


def _described(form: Form, entry: InstanceEntry) -> str:
    """The media type of a frame; its syntax is a parameter of it (section 8.7.3.3)."""
    if form.is_raw:
        return f"{OCTETS};transfer-syntax={EXPLICIT_LITTLE_ENDIAN}"
    return f"{entry.media_type};transfer-syntax={entry.transfer_syntax}"


def _as(form: Form, frame: bytes, entry: InstanceEntry) -> bytes:
    return raw_frame(frame, entry.transfer_syntax) if form.is_raw else frame


def _objects(shelves: Shelves, address: Address, series: list[str], asked: Asked) -> Answer:
    entries, digest = _entries(shelves, address, series)
    is_single = bool(address.instance)
    form = choose_object_form(
        asked.accept, syntaxes={entry.transfer_syntax for entry in entries}, is_single=is_single
    )
    if form is None:
        return refusal(406, "DICOM objects go out as application/dicom; ask for that.")
    etag = f"{digest}-{form.in_parts:d}{form.is_raw:d}"
    parts = ((DICOM, object_pieces(entry, shelves.read, is_raw=form.is_raw)) for entry in entries)
    if not form.in_parts:
        return streamed(next(parts)[1], media_type=DICOM, etag=etag, asked=asked.headers)
    boundary = f"d{digest}"
    return streamed(
        in_parts(parts, boundary),
        media_type=multipart_type(DICOM, boundary),
        etag=etag,
        asked=asked.headers,
    )


def _entries(
    shelves: Shelves, address: Address, series: list[str]
) -> tuple[list[InstanceEntry], str]:
    """The instances meant, in order of their series, and a digest that changes with them."""
    kept = [shelves.index(address.study, uid) for uid in series]
    if address.instance:
        entry = shelves.entry(address.study, address.series, address.instance)
        frames = (frame.sha256 for frame in entry.frames)
        digest = _digest([entry.header.pack, str(entry.header.offset), *frames])
        return [entry], digest[:32]
    digest = _digest(one.digest for one in kept)
    return [entry for one in kept for entry in one.index.instances.values()], digest[:32]


def _metadata(shelves: Shelves, address: Address, series: list[str], asked: Asked) -> Answer:
    if not accepts(asked.accept, {DICOM_JSON, _JSON}):
        return refusal(406, f"Metadata go out as {DICOM_JSON}; ask for that.")
    if address.instance:
        everything = json.loads(shelves.metadata(address.study, address.series))
        chosen = [one for one in everything if uid_of(one) == address.instance]
        if not chosen:
            raise absent()
        return _revalidated(json.dumps(chosen).encode(), DICOM_JSON, asked)
    if len(series) == 1:
        return _unpacked(shelves.file(address.study, series[0], METADATA), DICOM_JSON, asked)
    lists = [shelves.metadata(address.study, uid).strip()[1:-1] for uid in series]
    return _revalidated(b"[" + b",".join(one for one in lists if one) + b"]", DICOM_JSON, asked)


def _stacks(shelves: Shelves, address: Address, series: list[str], asked: Asked) -> Answer:
    return _unpacked(shelves.file(address.study, series[0], STACKS), _JSON, asked)


def _thumbnail(shelves: Shelves, address: Address, series: list[str], asked: Asked) -> Answer:
    if not accepts(asked.accept, {JPEG}):
        return refusal(406, f"Thumbnails are {JPEG}; ask for that.")
    if address.instance:
        entry = shelves.entry(address.study, address.series, address.instance)
        span = _numbered(entry.previews, (address.frames or (1,))[0])
        return _revalidated(smaller(shelves.read(span)), JPEG, asked)
    return _revalidated(shelves.file(address.study, series[0], THUMBNAIL), JPEG, asked)


def _rendered(shelves: Shelves, address: Address, series: list[str], asked: Asked) -> Answer:
    if not accepts(asked.accept, {JPEG, PNG}):
        return refusal(406, f"Pictures are {JPEG} or {PNG}; ask for one of them.")
    asked_for = parse_rendering(asked.parameters, asked.accept)
    entries, digest = _entries(shelves, address, series)
    shown = _shown(entries, address)
    if not shown:
        raise absent()
    etag = sha256(f"{digest}{address.frames}{asked_for.name}".encode()).hexdigest()[:32]
    if len(shown) == 1 and not wants_parts(asked.accept):
        if has_it(etag, asked.headers):
            return found(b"", media_type="", etag=etag, asked=asked.headers, cache=IMMUTABLE)
        body = picture(*shown[0], asked_for, shelves.read)
        return found(
            body, media_type=asked_for.media_type, etag=etag, asked=asked.headers, cache=IMMUTABLE
        )
    parts = (
        (asked_for.media_type, [picture(entry, number, asked_for, shelves.read)])
        for entry, number in shown
    )
    return streamed(
        in_parts(parts, f"p{etag}"),
        media_type=multipart_type(asked_for.media_type, f"p{etag}"),
        etag=etag,
        asked=asked.headers,
    )


def _shown(entries: list[InstanceEntry], address: Address) -> list[tuple[InstanceEntry, int]]:
    """Which frames are rendered: those named, else the first of each instance with a picture."""
    if not address.instance:
        return [(entry, 1) for entry in entries if entry.previews]
    numbers = address.frames or (1,)
    for number in numbers:
        _numbered(entries[0].previews, number)
    return [(entries[0], number) for number in numbers]


_ANSWERS: Final = {
    "objects": _objects,
    "frames": _frames,
    "metadata": _metadata,
    "stacks": _stacks,
    "thumbnail": _thumbnail,
    "rendered": _rendered,
}


def _numbered(spans: tuple[_SPAN, ...], number: int) -> _SPAN:
    if not 1 <= number <= len(spans):
        raise absent()
    return spans[number - 1]


def _unpacked(text: bytes, media_type: str, asked: Asked) -> Answer:
    """A gzipped file as it lies, or unpacked for the rare reader who takes no gzip."""
    if "gzip" in asked.headers.get(b"accept-encoding", ""):
        return _revalidated(text, media_type, asked, **{"content-encoding": "gzip"})
    return _revalidated(gzip.decompress(text), media_type, asked)


def _revalidated(body: bytes, media_type: str, asked: Asked, **more: str) -> Answer:
    etag = sha256(body).hexdigest()[:32]
    return found(
        body, media_type=media_type, etag=etag, asked=asked.headers, cache=REVALIDATE, **more
    )


def uid_of(instance: Mapping[str, Any]) -> str:
    """SOP Instance UID of an instance in DICOM JSON."""
    values: list[str] = instance.get("00080018", {}).get("Value", [""])
    return values[0]
