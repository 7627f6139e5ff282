"""Search bytes for what names a patient: the last check before an object is filed."""

import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from readingroom.imaging.deid.identity import Identity
from readingroom.imaging.deid.marks import IMPLEMENTATION_NAME, MEANINGS, METHOD
from readingroom.imaging.deid.values import ordinary_terms, vocabulary
from readingroom.imaging.deid.words import ordinary_words

# Shorter texts are everywhere by chance. Names of two Roman letters stay out of descriptions,
# but can't be searched for in bytes.
_SHORTEST_ASCII: Final = 3
_SHORTEST_BYTES: Final = 4
_WHOLE_WORD_BELOW: Final = 8
_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
_WIDE: Final = frozenset({"utf-16-le", "utf-16-be"})


@dataclass(frozen=True)
class Leak:
    """Where something of the dictionary was found. It never holds what was found.

    Attributes:
        kind: ``names``, ``ids``, ``places``, ``dates`` or ``uids``.
        encoding: Python's name of the character encoding.
        offset: of the first byte.
    """

    kind: str
    encoding: str
    offset: int


def leaks_in(data: bytes, identity: Identity) -> tuple[Leak, ...]:
    """Everything of ``identity`` that stands in ``data``, in any encoding and case.

    Names that are words of anatomy or technique are not searched: they stand in anyone's images
    (descriptions leave them out for patients of that name). Texts under eight characters count
    only as whole words; Roman ones under three are not
    searched. What this library writes itself, such as the name of the profile, doesn't count.
    Meant for headers and text: a few bytes of a name occur in megabytes of pixels by chance.

    Args:
        data: a serialised object, a page, a log, a file name.
        identity: from ``identity.identity_of``, merged over a submission.
    """
    folded = _without_own(data).lower()
    return tuple(_leaks(folded, identity))


def _leaks(data: bytes, identity: Identity) -> Iterator[Leak]:
    encodings = sorted({*_ENCODINGS, *identity.encodings})
    for kind in ("names", "ids", "places", "dates", "uids"):
        for text in sorted(getattr(identity, kind) - _ordinary(kind)):
            for encoding, needle in sorted(_needles(text, encodings)):
                offset = _find(data, needle, text=text, encoding=encoding)
                if offset is not None:
                    yield Leak(kind, encoding, offset)


@functools.cache
def _ordinary(kind: str) -> frozenset[str]:
    """Words of anatomy and technique. As a name they'd be found in any patient's images."""
    if kind != "names":
        return frozenset()
    return ordinary_words() | ordinary_terms()


def _without_own(data: bytes) -> bytes:
    for text in _own_texts():
        data = data.replace(text, b" " * len(text))
    return data


@functools.cache
def _own_texts() -> tuple[bytes, ...]:
    """Longest first, so that none is found inside another's rest."""
    makers = vocabulary()["values"]["Manufacturer"]
    texts = {METHOD, IMPLEMENTATION_NAME, *MEANINGS.values(), *makers}
    return tuple(sorted((text.encode() for text in texts), key=len, reverse=True))


def _needles(text: str, encodings: list[str]) -> set[tuple[str, bytes]]:
    if text.isascii() and len(text) < _SHORTEST_ASCII:
        return set()
    found = set()
    for form in _forms(text):
        for encoding in encodings:
            needle = _encoded(form, encoding)
            if needle and (text.isascii() or len(needle) >= _SHORTEST_BYTES):
                found.add((encoding, needle))
    return found


def _forms(text: str) -> set[str]:
    """ASCII case is folded in the bytes; other letters have to be tried in each case."""
    composed = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
    if text.isascii():
        return composed
    return {f for c in composed for f in (c, c.upper(), c.title())}


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding).lower()
    except (UnicodeError, LookupError):
        return b""


def _find(data: bytes, needle: bytes, *, text: str, encoding: str) -> int | None:
    width = 2 if encoding in _WIDE else 1
    whole_word = len(text) < _WHOLE_WORD_BELOW or text.isdigit()
    offset = data.find(needle)
    while offset >= 0:
        if not whole_word or _stands_alone(data, offset, offset + len(needle), width):
            return offset
        offset = data.find(needle, offset + 1)
    return None


def _stands_alone(data: bytes, start: int, stop: int, width: int) -> bool:
    """Whether no ASCII letter or digit adjoins. In two-byte text, one with a zero byte."""
    before, after = data[max(0, start - width) : start], data[stop : stop + width]
    return not _is_letter(before) and not _is_letter(after)


def _is_letter(unit: bytes) -> bool:
    return len(unit.strip(b"\0")) == 1 and unit.strip(b"\0").isalnum()
