"""A data set's bytes to a pydicom ``Dataset``, without recursion and within limits.

pydicom's own reader recurses with the nesting, trusts lengths and reads nested values late, when
nobody expects a refusal. This one walks the bytes once with a stack of its own, checks each length
against what is left and each count against a limit before it takes anything, and converts every
value at once, so that whoever gets the result meets no reading error later.

Source: PS3.5 chapter 7 (encoding), 6.2.2 (UN), A.4 (encapsulated pixel data).
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from pydicom.charset import convert_encodings, default_encoding
from pydicom.config import IGNORE
from pydicom.datadict import dictionary_has_tag, dictionary_VR
from pydicom.dataelem import (
    DataElement,
    RawDataElement,
    convert_raw_data_element,
    empty_value_for_VR,
)
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag
from pydicom.valuerep import VR
from pydicom.values import convert_string

from readingroom.imaging.conversion import NOT_PLAIN, plain_value
from readingroom.imaging.limits import Limits
from readingroom.imaging.refusals import LIBRARY_ERRORS, Damaged, TooDeep, TooLarge

UNDEFINED: Final = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
PIXEL_DATA: Final = 0x7FE00010
_CONTOUR: Final = 0x30060050
_CHARACTER_SET: Final = 0x00080005
_PIXEL_REPRESENTATION: Final = 0x00280103

_CREATORS: Final = range(0x10, 0x100)  # elements that name a private block (PS3.5 7.8.1)
_HEADER: Final = 8  # bytes of the shortest element or item header

_SHORT_VRS: Final = frozenset(
    b"AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US".split()
)
_LONG_VRS: Final = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
_BULK_VRS: Final = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN", "OB or OW"})
_NUMERIC_TEXT: Final = frozenset({"DS", "IS"})
_VR_NAMES: Final = {name: name.decode() for name in _SHORT_VRS | _LONG_VRS}

_TAG_LITTLE, _TAG_BIG = struct.Struct("<HH").unpack_from, struct.Struct(">HH").unpack_from
_SHORT_LITTLE, _SHORT_BIG = struct.Struct("<H").unpack_from, struct.Struct(">H").unpack_from

Buffer = Any  # bytes, or an mmap: sliced into bytes


@dataclass(slots=True)
class _Items:
    """A sequence being read."""

    tag: int
    end: int  # offset where it ends at the latest
    is_closed: bool  # its length was stated, so it ends at ``end`` exactly
    is_explicit: bool
    is_little: bool
    found: list[Dataset] = field(default_factory=list)


@dataclass(slots=True)
class _Level:
    """A data set or item being read."""

    end: int
    is_closed: bool
    is_explicit: bool
    is_little: bool
    encodings: Any
    is_signed: bool = False  # Pixel Representation, which settles what ``US or SS`` is
    elements: dict[BaseTag, Any] = field(default_factory=dict)


def looks_explicit(data: Buffer, at: int) -> bool:
    """Whether the element at offset ``at`` names a VR, as explicit encodings do."""
    return bytes(data[at + 4 : at + 6]) in _VR_NAMES


class Parser:
    """Reads one data set from ``data[start:stop]``. Used once."""

    def __init__(self, data: Buffer, *, stop: int, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._stop = stop
        self._position = 0
        self._count = 0
        self._numeric_text = 0
        self._seen_pixels = False
        self._stack: list[_Level | _Items] = []
        self._until: Callable[[int], bool] = lambda _tag: False

    def read(
        self, *, start: int, explicit: bool, little: bool,
        until: Callable[[int], bool] | None = None,
    ) -> tuple[Dataset, int]:  # fmt: skip
        """The data set at ``start`` and the offset after it.

        Args:
            start: offset of its first element.
            explicit: whether elements state their VR.
            little: byte order; False is big endian.
            until: stops before the first top-level tag for which it answers True.

        Raises:
            Damaged, TooDeep, TooLarge
        """
        self._position, self._until = start, until or self._until
        self._stack = [
            _Level(
                end=self._stop,
                is_closed=True,
                is_explicit=explicit,
                is_little=little,
                encodings=[default_encoding],
            )
        ]
        while True:
            top = self._stack[-1]
            if isinstance(top, _Items):
                self._step_in_items(top)
            elif not self._step_in_level(top):
                if len(self._stack) == 1:
                    return self._dataset_of(top), self._position
                self._close_item(top)

    def _step_in_items(self, items: _Items) -> None:
        if self._position >= items.end:
            if not items.is_closed:
                raise Damaged(detail="sequence never closed")
            self._close_items(items)
            return
        tag, length = self._item_header(items)
        if tag == SEQUENCE_END:
            self._close_items(items)
        elif tag == ITEM:
            closed = length != UNDEFINED
            end = self._position + length if closed else items.end
            if end > items.end:
                raise Damaged(detail="item longer than its sequence")
            explicit = items.is_explicit and (
                end - self._position < _HEADER or looks_explicit(self._data, self._position)
            )
            around = self._enclosing()
            self._push(
                _Level(end, closed, explicit, items.is_little, around.encodings, around.is_signed)
            )
        else:
            raise Damaged(detail="no item where one belongs")

    def _step_in_level(self, level: _Level) -> bool:
        """Read one element of ``level``; False where it ends."""
        left = level.end - self._position
        if left < _HEADER:
            if not level.is_closed or (left and len(self._stack) > 1):
                raise Damaged(detail="item never closed")
            return False
        tag = self._tag(little=level.is_little)
        if tag == ITEM_END and len(self._stack) > 1:
            self._position += 8
            return False
        if len(self._stack) == 1 and (self._until(tag) or self._is_trailing(level, tag)):
            return False
        if tag >> 16 == ITEM >> 16:
            raise Damaged(detail="delimiter out of place")
        self._tally()
        self._seen_pixels = self._seen_pixels or tag == PIXEL_DATA
        self._element(level, tag)
        return True

    def _is_trailing(self, level: _Level, tag: int) -> bool:
        """After the pixels nothing is needed: padding and appended data end the reading."""
        return tag <= PIXEL_DATA and self._seen_pixels and PIXEL_DATA in level.elements

    def _element(self, level: _Level, tag: int) -> None:
        vr, length, position = self._header(level, tag)
        closed = length != UNDEFINED
        end = position + length if closed else level.end
        if end > level.end:
            if len(self._stack) == 1 and _is_out_of_place(level, tag):
                self._position = level.end  # something was appended to a whole object
                return
            raise Damaged(detail="element longer than what is left")
        self._position = position
        if not closed and tag == PIXEL_DATA and vr != "SQ":
            self._fragments(level, tag, end)
        elif vr == "SQ" or not closed:
            nested = level.is_explicit if vr != "UN" else looks_explicit(self._data, position + 8)
            little = level.is_little or vr == "UN"  # UN is always little endian inside
            self._push(_Items(tag, end, closed, nested, little))
        else:
            self._position = end
            self._keep(level, tag, vr, length, position)

    def _header(self, level: _Level, tag: int) -> tuple[str, int, int]:
        """VR, length and offset of the value of the element at the position."""
        at, order = self._position, "<" if level.is_little else ">"
        name = self._data[at + 4 : at + 6]
        if level.is_explicit and name in _SHORT_VRS:
            short = (_SHORT_LITTLE if level.is_little else _SHORT_BIG)(self._data, at + 6)[0]
            return _VR_NAMES[name], short, at + 8
        if not level.is_explicit or not (name.isalpha() and name.isupper()):
            return (
                _known_vr(tag),
                struct.unpack(order + "L", self._data[at + 4 : at + 8])[0],
                at + 8,
            )
        long_form = at + 12 <= level.end
        length = struct.unpack(order + "L", self._data[at + 8 : at + 12])[0] if long_form else 0
        if name in _LONG_VRS:
            if not long_form:
                raise Damaged(detail="element breaks off")
            vr = _VR_NAMES[name]
            return (_known_vr(tag) if vr == "UN" else vr), length, at + 12
        # A VR newer than us has the long form (PS3.5 7.1.2); broken writers use the short one.
        reserved, short = self._data[at + 6 : at + 8], 0
        if long_form and reserved == b"\0\0" and length <= level.end - at - 12:
            return "UN", length, at + 12
        short = struct.unpack(order + "H", reserved)[0]
        return "UN", short, at + 8

    def _keep(self, level: _Level, tag: int, vr: str, length: int, position: int) -> None:
        if tag == _CONTOUR and vr == "DS":
            text = self._data[position : position + length]
            level.elements[BaseTag(tag)] = _as_text(BaseTag(tag), vr, text)
            return
        if vr not in _BULK_VRS and length > self._limits.value_bytes:
            vr = "UN"
        self._keep_value(level, tag, vr, self._data[position : position + length])

    def _keep_value(self, level: _Level, tag: int, vr: str, value: bytes) -> None:
        length = len(value)
        if vr in _NUMERIC_TEXT:
            self._numeric_text += length
            if self._numeric_text > self._limits.numeric_text_bytes:
                raise TooLarge(detail="numbers as text")
        if tag == _CHARACTER_SET:
            level.encodings = _encodings(value, fallback=level.encodings)
        elif tag == _PIXEL_REPRESENTATION:
            level.is_signed = any(value)
        if len(vr) > len("OB"):  # the dictionary leaves a choice
            vr = "OW" if "OW" in vr else "SS" if level.is_signed else "US"
        plain = plain_value(vr, value, little=level.is_little) if length else NOT_PLAIN
        if plain is not NOT_PLAIN:
            known = BaseTag(tag)
            level.elements[known] = DataElement(
                known, vr, plain, already_converted=True, validation_mode=IGNORE
            )
            return
        raw = RawDataElement(
            BaseTag(tag), vr, length, value, 0, not level.is_explicit, level.is_little
        )
        level.elements[raw.tag] = _converted(raw, level.encodings)

    def _fragments(self, level: _Level, tag: int, end: int) -> None:
        """Encapsulated pixel data: fragments until the delimiter or the end of the file."""
        start = self._position
        while end - self._position >= _HEADER:
            found, length = self._item_header(level)
            if found == SEQUENCE_END:
                break
            if found != ITEM or length == UNDEFINED or length > end - self._position:
                raise Damaged(detail="pixel fragment breaks off")
            self._position += length
            self._tally()
        else:
            raise Damaged(detail="pixel fragments never closed")
        stop = self._position - 8
        element = DataElement(
            BaseTag(tag), VR.OB, self._data[start:stop],
            is_undefined_length=True, already_converted=True,
        )  # fmt: skip
        level.elements[element.tag] = element

    def _tag(self, *, little: bool) -> int:
        group, element = (_TAG_LITTLE if little else _TAG_BIG)(self._data, self._position)
        return int(group << 16 | element)

    def _item_header(self, around: _Items | _Level) -> tuple[int, int]:
        if self._position + 8 > around.end:
            raise Damaged(detail="item breaks off")
        tag, at = self._tag(little=around.is_little), self._position + 4
        order = "<L" if around.is_little else ">L"
        self._position += 8
        return tag, struct.unpack(order, self._data[at : at + 4])[0]

    def _push(self, entry: _Level | _Items) -> None:
        if len(self._stack) > 2 * self._limits.deepest:
            raise TooDeep(detail="depth")
        self._tally()
        self._stack.append(entry)

    def _tally(self) -> None:
        self._count += 1
        if self._count > self._limits.elements:
            raise TooLarge(detail="elements")

    def _enclosing(self) -> _Level:
        level = self._stack[-2]
        assert isinstance(level, _Level)  # noqa: S101  # items always lie in a level
        return level

    def _close_items(self, items: _Items) -> None:
        self._position = max(self._position, items.end) if items.is_closed else self._position
        self._stack.pop()
        level = self._stack[-1]
        if isinstance(level, _Level):
            tag = BaseTag(items.tag)
            level.elements[tag] = DataElement(tag, VR.SQ, Sequence(items.found))

    def _close_item(self, level: _Level) -> None:
        if level.is_closed:
            self._position = level.end
        self._stack.pop()
        items = self._stack[-1]
        if isinstance(items, _Items) and len(self._stack) <= 2 * self._limits.depth:
            items.found.append(self._dataset_of(level))

    def _dataset_of(self, level: _Level) -> Dataset:
        dataset = Dataset(level.elements)
        dataset.set_original_encoding(not level.is_explicit, level.is_little, level.encodings)
        return dataset


def _as_text(tag: BaseTag, vr: str, value: bytes) -> DataElement:
    """Numbers left as they are written: there may be a million, and nobody here counts them."""
    text = value.decode("latin-1").strip("\0 ")
    return DataElement(tag, vr, text, already_converted=True, validation_mode=IGNORE)


def _is_out_of_place(level: _Level, tag: int) -> bool:
    """Whether no object has such an element here, so that it is none, rather than cut off.

    Tags rise (PS3.5 7.1); the standard knows those of even groups, and a creator reserves those
    of odd ones (PS3.5 7.8.1).
    """
    last = next(reversed(level.elements), None)
    if last is None or tag <= last:
        return last is not None
    if tag >> 16 & 1:
        is_creator = tag & 0xFFFF in _CREATORS
        return not is_creator and BaseTag(tag >> 16 << 16 | tag >> 8 & 0xFF) not in level.elements
    return not dictionary_has_tag(tag)


def _converted(raw: RawDataElement, encodings: Any) -> DataElement:
    """The element with its value read; empty where nobody can read it as its VR."""
    vr = raw.VR or "UN"
    if vr == VR.UN:
        return DataElement(raw.tag, VR.UN, raw.value, already_converted=True)
    try:
        element = convert_raw_data_element(
            raw, encoding=[default_encoding] if raw.tag == _CHARACTER_SET else encodings
        )
    except LIBRARY_ERRORS:
        return _empty(raw.tag, vr)
    return _empty(raw.tag, vr) if vr in _NUMERIC_TEXT and _has_words(element.value) else element


def _empty(tag: BaseTag, vr: str) -> DataElement:
    return DataElement(tag, vr, empty_value_for_VR(vr), already_converted=True)


def _has_words(value: Any) -> bool:
    """pydicom keeps as text what should have been a number."""
    values = value if isinstance(value, MultiValue) else [value]
    return any(isinstance(one, str) and one != "" for one in values)


def _known_vr(tag: int) -> str:
    """The VR of PS3.6, ``UN`` for what it doesn't list; private elements stay unread."""
    if tag >> 16 & 1:
        return "LO" if tag & 0xFFFF in _CREATORS else "UN"
    if not tag & 0xFFFF:
        return "UL"
    try:
        return dictionary_VR(tag)
    except KeyError:
        return "UN"


def _encodings(value: bytes, *, fallback: Any) -> Any:
    try:
        return convert_encodings(convert_string(value, is_little_endian=True))
    except LIBRARY_ERRORS:
        return fallback
