"""What a receiver must know of an object before it is whole: read from its first bytes alone.

Nothing here is believed further on: the route reads each file anew, within limits. These few values
sort arrivals and name them in answers.

Source: PS3.10 section 7.1 (file meta information), PS3.5 section 7.1 (data elements).
"""

import re
import struct
from dataclasses import dataclass
from typing import Final

from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from readingroom.imaging.deid.marks import IMPLEMENTATION_UID
from readingroom.imaging.pixels.decode import DECODABLE

HEAD_BYTES: Final = 64 * 1024
"""How much of an object is enough."""
ACCEPTED_SYNTAXES: Final = (
    str(ExplicitVRLittleEndian),
    str(ImplicitVRLittleEndian),
    str(ExplicitVRBigEndian),
    str(DeflatedExplicitVRLittleEndian),
    *sorted(DECODABLE),
)
"""Every transfer syntax whose pixels can be read here, the plainest first."""

_PREAMBLE: Final = 128
_MARK: Final = b"DICM"
_META: Final = 0x0002
_LONG: Final = frozenset({b"OB", b"UN", b"OW", b"UT", b"SQ"})
_CLASS, _INSTANCE, _SYNTAX = 0x0002, 0x0003, 0x0010
_UID: Final = re.compile(rb"[0-9]+(?:\.[0-9]+)+")
_LONGEST_UID: Final = 64
# (0020,000D) as it begins in each byte order.
_STUDY_LITTLE, _STUDY_BIG = b"\x20\x00\x0d\x00", b"\x00\x20\x00\x0d"


@dataclass(frozen=True)
class Headline:
    """The file meta information of an object, and the studies its first bytes name.

    Attributes:
        studies: every Study Instance UID found; normally one. Those of related series are among
            them where they come first.
    """

    sop_class: str
    sop_instance: str
    transfer_syntax: str
    studies: tuple[str, ...]


def read_headline(head: bytes) -> Headline | None:
    """Read it from the first bytes of a Part 10 file; ``None`` where it is none.

    Args:
        head: the file's beginning, up to ``HEAD_BYTES``.
    """
    start = _start_of(head)
    if start is None:
        return None
    found = _meta_uids(head, start)
    if not all(found.get(element) for element in (_CLASS, _INSTANCE, _SYNTAX)):
        return None
    return Headline(found[_CLASS], found[_INSTANCE], found[_SYNTAX], studies_in(head))


def _start_of(head: bytes) -> int | None:
    """Where the file meta information begins; some writers leave the preamble out."""
    if head[_PREAMBLE : _PREAMBLE + len(_MARK)] == _MARK:
        return _PREAMBLE + len(_MARK)
    return 0 if head[:2] == struct.pack("<H", _META) else None


def _meta_uids(head: bytes, at: int) -> dict[int, str]:
    """UIDs of group 0002 by element number; explicit VR, little endian (PS3.10 section 7.1)."""
    found: dict[int, str] = {}
    while at + 8 <= len(head):
        group, element = struct.unpack_from("<HH", head, at)
        if group != _META:
            break
        vr = head[at + 4 : at + 6]
        if vr in _LONG:
            if at + 12 > len(head):
                break
            (length,) = struct.unpack_from("<L", head, at + 8)
            at += 12
        else:
            (length,) = struct.unpack_from("<H", head, at + 6)
            at += 8
        if vr == b"UI":
            found[element] = _uid(head[at : at + length])
        at += length
    return found


def _uid(value: bytes) -> str:
    text = value.rstrip(b"\0 ")
    return text.decode() if len(text) <= _LONGEST_UID and _UID.fullmatch(text) else ""


def studies_in(head: bytes) -> tuple[str, ...]:
    """Study Instance UIDs that the first bytes of a data set hold, in either byte order.

    Found by their tag, so that no decoding is needed; empty where the data set is deflated.
    """
    found = [
        *_values_after(head, _STUDY_LITTLE, "<"),
        *_values_after(head, _STUDY_BIG, ">"),
    ]
    return tuple(dict.fromkeys(filter(None, found)))


def _values_after(head: bytes, tag: bytes, order: str) -> list[str]:
    values, at = [], head.find(tag)
    while 0 <= at <= len(head) - 8:
        is_explicit = head[at + 4 : at + 6] == b"UI"
        form, skip = ("H", 6) if is_explicit else ("L", 4)
        (length,) = struct.unpack_from(order + form, head, at + skip)
        if length <= _LONGEST_UID:
            values.append(_uid(head[at + 8 : at + 8 + length]))
        at = head.find(tag, at + 4)
    return values


def part10_prefix(sop_class: str, sop_instance: str, transfer_syntax: str) -> bytes:
    """Preamble and file meta information for a data set that came without (PS3.10 section 7.1).

    The sender's AE title, which the standard allows here, is left out.
    """
    body = b"".join(
        [
            _element(0x0001, b"OB", b"\0\1"),
            _element(_CLASS, b"UI", sop_class.encode()),
            _element(_INSTANCE, b"UI", sop_instance.encode()),
            _element(_SYNTAX, b"UI", transfer_syntax.encode()),
            _element(0x0012, b"UI", IMPLEMENTATION_UID.encode()),
        ]
    )
    length = _element(0x0000, b"UL", struct.pack("<L", len(body)))
    return bytes(_PREAMBLE) + _MARK + length + body


def _element(element: int, vr: bytes, value: bytes) -> bytes:
    padded = value + b"\0" * (len(value) % 2)
    form = "<HH2s2xL" if vr in _LONG else "<HH2sH"
    return struct.pack(form, _META, element, vr, len(padded)) + padded
