"""The values of an element, from its bytes: what pydicom makes of them, for most many times
sooner.

The same short values stand in hundreds of files of a series; each is converted once. What is odd
in any way is left to pydicom.

Source: PS3.5 section 6.2.
"""

import functools
import struct
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

from pydicom.multival import MultiValue
from pydicom.uid import UID
from pydicom.valuerep import DS, IS, DSfloat

NOT_PLAIN: Final = object()  # pydicom has to read it

_LONGEST_KEPT: Final = 80
_ESCAPE: Final = 0x1B  # switches the character set (PS3.5 section 6.1.2.5)
_BYTES: Final = frozenset({"OB", "OD", "OF", "OL", "OV", "OW"})
_FORMATS: Final = MappingProxyType(
    {"US": "H", "SS": "h", "UL": "L", "SL": "l", "FL": "f", "FD": "d", "UV": "Q", "SV": "q"}
)


def plain_value(vr: str, data: bytes, *, little: bool) -> Any:
    """The value that pydicom would read, or ``NOT_PLAIN``.

    Args:
        vr: the value representation.
        data: the value as it stands in the file.
        little: byte order of numbers.
    """
    if vr in _BYTES:
        return data
    letter = _FORMATS.get(vr)
    if letter is not None:
        return _numbers(data, letter, little=little)
    if vr not in _READERS or len(data) > _LONGEST_KEPT:
        return NOT_PLAIN
    found = _texts(vr, data)
    return MultiValue(_CONSTRUCTORS.get(vr, str), found) if type(found) is tuple else found


def _numbers(data: bytes, letter: str, *, little: bool) -> Any:
    if letter == "h" and len(data) > struct.calcsize("h"):
        return NOT_PLAIN  # descriptors of tables, which pydicom mends
    size = struct.calcsize("=" + letter)
    if len(data) % size:
        return NOT_PLAIN
    order = "<" if little else ">"
    found = struct.unpack(f"{order}{len(data) // size}{letter}", data)
    if len(found) == 1:
        return found[0]
    return list(found) if found else ""


@functools.lru_cache(maxsize=32_768)
def _texts(vr: str, data: bytes) -> Any:
    """One value, a tuple of several, or ``NOT_PLAIN``."""
    if not data.isascii() or _ESCAPE in data:
        return NOT_PLAIN
    text = data.decode("ascii")
    return _READERS[vr](text)


def _split(text: str) -> Any:
    parts = text.rstrip(" \0").split("\\")
    return parts[0] if len(parts) == 1 else tuple(parts)


def _split_each(text: str) -> Any:
    parts = [part.rstrip("\0 ") for part in text.split("\\")]
    return parts[0] if len(parts) == 1 else tuple(parts)


def _whole(text: str) -> Any:
    return text.rstrip("\0 ")


def _uids(text: str) -> Any:
    found = _split(text)
    return tuple(map(UID, found)) if type(found) is tuple else UID(found)


def _decimals(text: str) -> Any:
    found = _split(text)
    try:
        if type(found) is tuple:
            return tuple(_decimal(part) for part in found)
        return _decimal(found)
    except ValueError:
        return NOT_PLAIN


def _decimal(part: Any) -> Any:
    return part if type(part) is DSfloat else DS(part)


def _integers(text: str) -> Any:
    found = _split(text)
    try:
        if type(found) is tuple:
            return tuple(_integer(part) for part in found)
        return _integer(found)
    except (ValueError, TypeError, OverflowError):
        return NOT_PLAIN


def _integer(part: Any) -> Any:
    return part if type(part) is IS else IS(part)


_READERS: Final[MappingProxyType[str, Callable[[str], Any]]] = MappingProxyType(
    {
        **dict.fromkeys(("AS", "CS", "DA", "DT", "TM"), _split),
        **dict.fromkeys(("LO", "SH", "UC"), _split_each),
        **dict.fromkeys(("LT", "ST", "UT"), _whole),
        "UI": _uids,
        "DS": _decimals,
        "IS": _integers,
    }
)
_CONSTRUCTORS: Final[MappingProxyType[str, Callable[[Any], Any]]] = MappingProxyType(
    {"UI": UID, "DS": _decimal, "IS": _integer}
)
