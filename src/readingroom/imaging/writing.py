"""Objects to bytes: the same file that pydicom writes, for most objects many times sooner.

Writes explicit and implicit little endian, which all but two syntaxes are; objects in another
syntax, and any element that isn't plain, are left to pydicom.

Source: PS3.5 chapter 7 (encoding) and A.4 (encapsulated pixel data); PS3.10 section 7.1.
"""

import io
import struct
from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from pydicom import dcmwrite
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ImplicitVRLittleEndian,
)

from readingroom.imaging.refusals import LIBRARY_ERRORS

_PREAMBLE: Final = bytes(128) + b"DICM"
_GROUP_LENGTH: Final = 0x00020000
_SEQUENCE_END: Final = b"\xfe\xff\xdd\xe0\0\0\0\0"
_ITEM: Final = b"\xfe\xff\x00\xe0"
_UNDEFINED: Final = 0xFFFFFFFF
_LONGEST_SHORT: Final = 0xFFFF
_LONG: Final = frozenset(
    {"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"}
)
_LEFT_TO_PYDICOM: Final = frozenset({ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian})


class _NotPlain(Exception):
    """An element that this module doesn't write."""


def write_part10(dataset: Dataset) -> bytes:
    """A Part 10 file.

    Args:
        dataset: with ``file_meta`` that names class, instance and transfer syntax; text of any
            language under ``ISO_IR 192``.

    Returns:
        The bytes that ``pydicom.dcmwrite(…, enforce_file_format=True)`` would write.
    """
    syntax = UID(dataset.file_meta.TransferSyntaxUID)
    if syntax not in _LEFT_TO_PYDICOM and "FileMetaInformationVersion" in dataset.file_meta:
        try:
            return _plain(dataset, is_implicit=syntax == ImplicitVRLittleEndian)
        except (_NotPlain, *LIBRARY_ERRORS):
            pass  # pydicom knows more of the odd ones
    target = io.BytesIO()
    dcmwrite(target, dataset, enforce_file_format=True)
    return target.getvalue()


def _plain(dataset: Dataset, *, is_implicit: bool) -> bytes:
    if dataset.get("SpecificCharacterSet") != "ISO_IR 192":
        raise _NotPlain
    meta = b"".join(_elements(dataset.file_meta, _Explicit))
    length = struct.pack("<HH2sHL", 0x0002, 0x0000, b"UL", 4, len(meta))
    kind = _Implicit if is_implicit else _Explicit
    return b"".join([_PREAMBLE, length, meta, *_elements(dataset, kind)])


class _Explicit:
    """Headers that state the value representation."""

    @staticmethod
    def header(tag: int, vr: str, length: int) -> bytes:
        """Tag, value representation and length of a value."""
        group, number = tag >> 16, tag & 0xFFFF
        if vr in _LONG:
            return struct.pack("<HH2sHL", group, number, vr.encode(), 0, length)
        if length > _LONGEST_SHORT:
            raise _NotPlain
        return struct.pack("<HH2sH", group, number, vr.encode(), length)


class _Implicit:
    """Headers of tag and length alone."""

    @staticmethod
    def header(tag: int, _vr: str, length: int) -> bytes:
        """Tag and length of a value."""
        return struct.pack("<HHL", tag >> 16, tag & 0xFFFF, length)


_Kind = type[_Explicit] | type[_Implicit]


def _elements(dataset: Dataset, kind: _Kind) -> Iterable[bytes]:
    """Header and value of each element in the order of their tags."""
    for tag, element in sorted((int(tag), element) for tag, element in dataset.items()):
        if tag == _GROUP_LENGTH:
            continue
        if isinstance(element, RawDataElement):
            raise _NotPlain
        vr = str(element.VR)
        if vr == "SQ":
            yield from _sequence(element, kind)
        elif element.is_undefined_length:
            yield from _fragments(element, kind)
        else:
            value = _VALUES[vr](element.value, vr)
            yield kind.header(tag, vr, len(value))
            yield value


def _sequence(element: DataElement, kind: _Kind) -> Iterable[bytes]:
    if element.is_undefined_length:
        raise _NotPlain
    parts = []
    for item in element.value:
        content = b"".join(_elements(item, kind))
        parts.append(_ITEM + struct.pack("<L", len(content)) + content)
    content = b"".join(parts)
    yield kind.header(element.tag, "SQ", len(content)) + content


def _fragments(element: DataElement, kind: _Kind) -> Iterable[bytes]:
    value = element.value
    if not isinstance(value, bytes) or not value.startswith(_ITEM):
        raise _NotPlain
    yield kind.header(element.tag, "OB", _UNDEFINED)
    yield value
    yield _SEQUENCE_END


def _each(value: Any) -> Iterable[Any]:
    if isinstance(value, MultiValue | list | tuple):
        return value
    return () if value is None or value == "" else (value,)


def _text(value: Any, _vr: str) -> bytes:
    if type(value) is not str:
        value = "\\".join(_written(item) for item in _each(value))
    data: bytes = value.encode()
    return data + b" " if len(data) % 2 else data


def _written(item: Any) -> str:
    if type(item) is str:
        return item
    text = getattr(item, "original_string", None)
    return text if isinstance(text, str) else str(item)


def _uid(value: Any, vr: str) -> bytes:
    data = _text(value, vr)
    return data[:-1] + b"\0" if data.endswith(b" ") else data


def _numbers(value: Any, vr: str) -> bytes:
    numbers = tuple(_each(value))
    return struct.pack(f"<{len(numbers)}{_FORMATS[vr]}", *numbers)


def _tags(value: Any, _vr: str) -> bytes:
    return b"".join(struct.pack("<HH", tag >> 16, tag & 0xFFFF) for tag in _each(value))


def _bytes(value: Any, _vr: str) -> bytes:
    if value is None or value == "":
        return b""
    if not isinstance(value, bytes):
        raise _NotPlain
    return value + b"\0" if len(value) % 2 else value


_FORMATS: Final = MappingProxyType(
    {"US": "H", "SS": "h", "UL": "L", "SL": "l", "FL": "f", "FD": "d", "UV": "Q", "SV": "q"}
)
_TEXTS: Final = (
    *("AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO"),
    *("LT", "PN", "SH", "ST", "TM", "UC", "UR", "UT"),
)
_BULK: Final = ("OB", "OD", "OF", "OL", "OV", "OW", "UN")
_VALUES: Final[MappingProxyType[str, Callable[[Any, str], bytes]]] = MappingProxyType(
    {
        **dict.fromkeys(_TEXTS, _text),
        **dict.fromkeys(_FORMATS, _numbers),
        **dict.fromkeys(_BULK, _bytes),
        "AT": _tags,
        "UI": _uid,
    }
)
