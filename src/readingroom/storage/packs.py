"""Packs: everything of one series from one submission in one blob.

A pack is headers, frames and previews of each instance, one after the other with nothing
between; the series index says where each begins. One blob, one sync, however many slices.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from readingroom.storage.base import BlobStore
from readingroom.storage.series_index import FrameSpan, InstanceEntry, Span


@dataclass(frozen=True)
class PackedInstance:
    """What goes into a pack for one instance.

    Attributes:
        sop_instance_uid: ours.
        transfer_syntax: UID of the syntax of ``frames``.
        media_type: of one frame.
        header: a Part 10 file without pixel data.
        frames: encoded, frame 1 first.
        previews: JPEG, frame 1 first.
    """

    sop_instance_uid: str
    transfer_syntax: str
    media_type: str
    header: bytes
    frames: tuple[bytes, ...]
    previews: tuple[bytes, ...]


def write_pack(store: BlobStore, instances: Iterable[PackedInstance]) -> dict[str, InstanceEntry]:
    """Put ``instances`` into one blob, in this order, and say where each part lies.

    One instance is in memory at a time. The same instances in the same order give the same blob.

    Returns:
        the entries of a series index, by SOP Instance UID.

    Raises:
        Unavailable: the store can't take it now.
    """
    plan: list[_Planned] = []
    pack = store.put_parts(_parts(instances, plan))
    return {planned.sop_instance_uid: _placed(planned, pack) for planned in plan}


@dataclass(frozen=True)
class _Planned:
    """An instance whose parts have places in a pack that has no key yet."""

    sop_instance_uid: str
    transfer_syntax: str
    media_type: str
    header: tuple[int, int]
    frames: tuple[tuple[int, int, str], ...]
    previews: tuple[tuple[int, int], ...]


def _parts(instances: Iterable[PackedInstance], plan: list[_Planned]) -> Iterator[bytes]:
    offset = 0
    for instance in instances:
        planned = _plan(instance, offset)
        plan.append(planned)
        for part in (instance.header, *instance.frames, *instance.previews):
            offset += len(part)
            yield part


def _plan(instance: PackedInstance, offset: int) -> _Planned:
    places = []
    for part in (instance.header, *instance.frames, *instance.previews):
        places.append((offset, len(part)))
        offset += len(part)
    frames = places[1 : 1 + len(instance.frames)]
    digests = [hashlib.sha256(frame).hexdigest() for frame in instance.frames]
    return _Planned(
        instance.sop_instance_uid,
        instance.transfer_syntax,
        instance.media_type,
        places[0],
        tuple((*place, digest) for place, digest in zip(frames, digests, strict=True)),
        tuple(places[1 + len(frames) :]),
    )


def _placed(planned: _Planned, pack: str) -> InstanceEntry:
    return InstanceEntry(
        planned.transfer_syntax,
        planned.media_type,
        Span(pack, *planned.header),
        tuple(FrameSpan(pack, *frame) for frame in planned.frames),
        tuple(Span(pack, *preview) for preview in planned.previews),
    )
