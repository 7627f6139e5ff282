"""The index of a series: where in which pack each header, frame and preview of it lies."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from readingroom.kernel.errors import InvalidInput

VERSION = 1


@dataclass(frozen=True)
class Span:
    """A range of a blob.

    Attributes:
        pack: key of the blob.
        offset: of the first byte, from 0.
        length: in bytes.
    """

    pack: str
    offset: int
    length: int

    @property
    def stop(self) -> int:
        """Offset of the byte after the last."""
        return self.offset + self.length


@dataclass(frozen=True)
class FrameSpan(Span):
    """A range of a blob that holds one encoded frame.

    Attributes:
        sha256: of the frame's bytes, in hex.
    """

    sha256: str


@dataclass(frozen=True)
class InstanceEntry:
    """Where one instance lies.

    Attributes:
        transfer_syntax: UID of the syntax its frames are in.
        media_type: of one frame, such as ``image/jphc``.
        header: a Part 10 file without pixel data, describing the frames as encoded.
        frames: frame 1 first.
        previews: JPEG pictures of the frames, frame 1 first; as many as there are frames.
    """

    transfer_syntax: str
    media_type: str
    header: Span
    frames: tuple[FrameSpan, ...]
    previews: tuple[Span, ...]


@dataclass(frozen=True)
class SeriesIndex:
    """The whole series.

    Attributes:
        study: Study Instance UID.
        series: Series Instance UID.
        instances: by SOP Instance UID.
    """

    study: str
    series: str
    instances: Mapping[str, InstanceEntry]

    def with_instances(self, more: Mapping[str, InstanceEntry]) -> "SeriesIndex":
        """This index and ``more``, which replaces entries of the same UID."""
        return SeriesIndex(self.study, self.series, {**self.instances, **more})

    def to_json(self) -> bytes:
        """Write it down; ``from_json`` reads it. Pack keys are listed once, then numbered."""
        packs = sorted({span.pack for entry in self.instances.values() for span in _spans(entry)})
        number = {pack: place for place, pack in enumerate(packs)}
        document = {
            "version": VERSION,
            "study": self.study,
            "series": self.series,
            "packs": packs,
            "instances": {
                uid: {
                    "transfer_syntax": entry.transfer_syntax,
                    "media_type": entry.media_type,
                    "header": _pack_span(entry.header, number),
                    "frames": [[*_pack_span(f, number), f.sha256] for f in entry.frames],
                    "previews": [_pack_span(p, number) for p in entry.previews],
                }
                for uid, entry in sorted(self.instances.items())
            },
        }
        return json.dumps(document, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "SeriesIndex":
        """Read what ``to_json`` wrote.

        Raises:
            InvalidInput: it is something else, or of another version.
        """
        try:
            document = json.loads(text)
            if document["version"] != VERSION:
                raise InvalidInput("This index was written by another version of Reading Room.")
            return cls(document["study"], document["series"], _read_instances(document))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise InvalidInput("The index of this series is damaged.") from error


def _spans(entry: InstanceEntry) -> tuple[Span, ...]:
    return (entry.header, *entry.frames, *entry.previews)


def _pack_span(span: Span, number: Mapping[str, int]) -> list[int]:
    return [number[span.pack], span.offset, span.length]


def _read_instances(document: dict[str, Any]) -> dict[str, InstanceEntry]:
    packs: list[str] = document["packs"]

    def span(numbers: list[int]) -> Span:
        pack, offset, length = numbers
        return Span(packs[pack], offset, length)

    def frame(values: list[Any]) -> FrameSpan:
        pack, offset, length, sha256 = values
        return FrameSpan(packs[pack], offset, length, sha256)

    return {
        uid: InstanceEntry(
            entry["transfer_syntax"],
            entry["media_type"],
            span(entry["header"]),
            tuple(frame(values) for values in entry["frames"]),
            tuple(span(values) for values in entry["previews"]),
        )
        for uid, entry in document["instances"].items()
    }
