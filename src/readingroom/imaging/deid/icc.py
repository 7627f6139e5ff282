"""Colour profiles with nothing but colour.

A profile is a table of tagged parts: curves and matrices, and beside them texts of whoever made
it. Here one of the matrix kind is built anew from its numbers: white point, primaries, curves,
adaptation. Profiles of other kinds hold tables in which anything could lie, and go.

Source: ICC.1:2022 sections 7.2 (header), 7.3 (tag table), 8.3 and 8.4 (what a display profile
of each kind must have), 10 (types).
"""

import struct
from types import MappingProxyType
from typing import Final

from readingroom.imaging.deid.luts import spells_text

_HEADER: Final = 128
_MOST_TAGS: Final = 64
_LONGEST_CURVE: Final = 4096  # entries
_NUMBERS: Final = (b"wtpt", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"chad")
_NEEDED: Final = MappingProxyType(
    {b"RGB ": frozenset(_NUMBERS) - {b"kTRC", b"chad"}, b"GRAY": frozenset({b"wtpt", b"kTRC"})}
)
_PARAMETERS: Final = (1, 3, 4, 5, 7)  # of a parametric curve, by its function
# The illuminant of the connection space, D50 (section 7.2.16).
_D50: Final = bytes.fromhex("0000f6d6000100000000d32d")
_WORDS: Final = "Display"


def only_colour(profile: bytes) -> bytes:
    """``profile`` built anew from its numbers; empty where it is of a kind that can't be."""
    try:
        return _rebuilt(profile)
    except (struct.error, IndexError, ValueError):
        return b""


def _rebuilt(profile: bytes) -> bytes:
    space, connection = profile[16:20], profile[20:24]
    if profile[36:40] != b"acsp" or connection != b"XYZ " or space not in _NEEDED:
        return b""
    parts = {name: _numbers(data) for name, data in _parts(profile) if name in _NUMBERS}
    if any(not data for data in parts.values()) or not _NEEDED[space] <= set(parts):
        return b""
    version = profile[8] if profile[8] in (2, 4) else 4
    parts[b"desc"], parts[b"cprt"] = _text(version), _copyright(version)
    return _profile(space, version, parts)


def _parts(profile: bytes) -> list[tuple[bytes, bytes]]:
    (count,) = struct.unpack_from(">L", profile, _HEADER)
    if count > _MOST_TAGS:
        raise ValueError("more parts than a profile has")
    entries = [struct.unpack_from(">4sLL", profile, _HEADER + 4 + 12 * n) for n in range(count)]
    return [(name, profile[start : start + size]) for name, start, size in entries]


def _numbers(data: bytes) -> bytes:
    """A part as its type has it, and not a byte more; empty for a type that is no number's."""
    kind = data[:4]
    if kind == b"XYZ ":
        length = 20
    elif kind == b"sf32":
        length = 8 + 9 * 4
    elif kind == b"para":
        length = 12 + 4 * _PARAMETERS[struct.unpack_from(">H", data, 8)[0]]
    elif kind == b"curv":
        entries = struct.unpack_from(">L", data, 8)[0]
        length = 12 + 2 * entries
        if entries > _LONGEST_CURVE or spells_text(data[12:length]):
            return b""
    else:
        return b""
    kept = data[:length]
    return kind + bytes(4) + kept[8:] if len(kept) == length else b""


def _text(version: int) -> bytes:
    """A description of ours: of a profile of version 2, or of later ones."""
    words = _WORDS.encode()
    if version == 2:  # noqa: PLR2004
        return b"desc" + bytes(4) + struct.pack(">L", len(words) + 1) + words + bytes(1 + 78)
    return _localised(_WORDS)


def _copyright(version: int) -> bytes:
    if version == 2:  # noqa: PLR2004
        return b"text" + bytes(4) + _WORDS.encode() + b"\0"
    return _localised(_WORDS)


def _localised(words: str) -> bytes:
    data = words.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">LL4sLL", 1, 12, b"enUS", len(data), 28) + data


def _profile(space: bytes, version: int, parts: dict[bytes, bytes]) -> bytes:
    table, body = b"", b""
    start = _HEADER + 4 + 12 * len(parts)
    for name, data in sorted(parts.items()):
        padded = data + bytes(-len(data) % 4)
        table += struct.pack(">4sLL", name, start + len(body), len(data))
        body += padded
    size = start + len(body)
    head = struct.pack(">L4xB3x4s4s4s12x", size, version, b"mntr", space, b"XYZ ")
    head += b"acsp" + bytes(28) + _D50
    return head.ljust(_HEADER, b"\0") + struct.pack(">L", len(parts)) + table + body
