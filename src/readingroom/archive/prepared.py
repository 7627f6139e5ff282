"""A clean, transcoded instance on its way from a reading process to the blob store.

One file: a length, a JSON head of that length, then header, frames and previews, one after the
other. A file that is shorter or longer than its head says is no prepared instance.
"""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from readingroom.imaging.datasets import CleanDataset, seal_clean
from readingroom.imaging.part10 import read_part10
from readingroom.kernel.errors import Unavailable
from readingroom.storage.packs import PackedInstance

_LENGTH: Final = struct.Struct("<L")


@dataclass(frozen=True)
class Prepared:
    """What a reading process made of one file.

    Attributes:
        packed: what goes into the pack.
        metadata: DICOM JSON of the instance.
        study_instance_uid: ours.
        report: what de-identification did to it, as ``DeidReport.to_json`` has it: no value.
        link: the way back to the patient, sealed; empty where none is kept.
    """

    packed: PackedInstance
    metadata: bytes
    study_instance_uid: str
    report: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""

    def parts(self) -> Iterator[bytes]:
        """The bytes of the file."""
        head = json.dumps(
            {
                "sop_instance_uid": self.packed.sop_instance_uid,
                "transfer_syntax": self.packed.transfer_syntax,
                "media_type": self.packed.media_type,
                "study_instance_uid": self.study_instance_uid,
                "report": self.report,
                "link": self.link,
                "header": len(self.packed.header),
                "metadata": len(self.metadata),
                "frames": [len(frame) for frame in self.packed.frames],
                "previews": [len(preview) for preview in self.packed.previews],
            }
        ).encode()
        yield _LENGTH.pack(len(head))
        yield head
        yield self.packed.header
        yield self.metadata
        yield from self.packed.frames
        yield from self.packed.previews


def write_metadata(values: Mapping[str, Any]) -> bytes:
    """DICOM JSON of one instance as it stands in the metadata of its series."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def read_header(header: bytes) -> CleanDataset:
    """An instance without its pixels, as a reading process wrote it after cleaning."""
    raw = read_part10(header)
    return seal_clean(raw.dataset, raw.transfer_syntax_uid)


def read_prepared(path: Path) -> Prepared:
    """What ``Prepared.parts`` wrote.

    Raises:
        Unavailable: it is not there whole.
    """
    head, start = _read_head(path)
    if head is None:
        raise Unavailable("Something that was being filed got lost. It will be made again.")
    with path.open("rb") as file:
        file.seek(start)
        parts = [file.read(length) for length in _lengths(head)]
    frames_end = 2 + len(head["frames"])
    return Prepared(
        PackedInstance(
            head["sop_instance_uid"],
            head["transfer_syntax"],
            head["media_type"],
            parts[0],
            tuple(parts[2:frames_end]),
            tuple(parts[frames_end:]),
        ),
        metadata=parts[1],
        study_instance_uid=head["study_instance_uid"],
        report=head["report"],
        link=head["link"],
    )


@dataclass(frozen=True)
class PreparedHead:
    """What a prepared instance says of itself.

    Attributes:
        study_instance_uid: ours.
        report: what de-identification did to it.
        link: the way back to the patient, sealed; empty where none is kept.
    """

    study_instance_uid: str
    report: Mapping[str, Any]
    link: str


def head_of_prepared(path: Path) -> PreparedHead | None:
    """What a prepared instance says of itself; ``None`` where it is not there whole."""
    head, _ = _read_head(path)
    return (
        PreparedHead(str(head["study_instance_uid"]), head["report"], head["link"])
        if head
        else None
    )


def _read_head(path: Path) -> tuple[dict[str, Any] | None, int]:
    """The head, and the offset of what follows it; no head where the file is not whole."""
    try:
        with path.open("rb") as file:
            (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
            head = json.loads(file.read(length))
    except (FileNotFoundError, struct.error, ValueError):
        return None, 0
    start = _LENGTH.size + length
    return (head if start + sum(_lengths(head)) == path.stat().st_size else None), start


def _lengths(head: Mapping[str, Any]) -> list[int]:
    return [head["header"], head["metadata"], *head["frames"], *head["previews"]]
