"""Search bytes for what names a patient: the last check before an object is filed."""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from readingroom.imaging.deid.dates import parse_date
from readingroom.imaging.deid.identity import Identity
from readingroom.imaging.deid.marks import IMPLEMENTATION_NAME, MEANINGS, METHOD
from readingroom.imaging.deid.needles import Needle, needles_of, needles_of_date
from readingroom.imaging.deid.values import ordinary_terms, technical, vocabulary
from readingroom.imaging.deid.words import ordinary_words

_KINDS: Final = ("names", "ids", "places", "dates")
_DENSE: Final = 8  # bytes; shorter texts stand among compressed pixels by chance
_TABLE_BITS: Final = 18
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplier for hashing
_WIDTH: Final = 5  # bytes of a needle that are hashed, where it has so many
_UID: Final = re.compile(rb"[0-2](?:\.[0-9]+){2,}")
_SHORTEST_UID: Final = 10
_FEW_UIDS: Final = 16
_SEPARATORS: Final = b" -/()_."
_SHORTEST_JOINED: Final = 7
_JOINED: Final = "joined"


@dataclass(frozen=True)
class Leak:
    """Where something of the dictionary was found. It never holds what was found.

    Attributes:
        kind: ``names``, ``ids``, ``places``, ``dates`` or ``uids``.
        encoding: Python's name of the character encoding, or another way of writing, such as
            ``hex``, ``base64``, ``escaped`` or ``joined`` (an identifier without its signs).
        offset: of the first byte.
    """

    kind: str
    encoding: str
    offset: int


def leaks_in(data: bytes, identity: Identity, *, is_dense: bool = False) -> tuple[Leak, ...]:
    """Everything of ``identity`` that stands in ``data``, in any encoding, notation and case.

    Names that are words of anatomy or technique are not searched: they stand in anyone's images
    (descriptions leave them out for patients of that name). Texts under eight characters count
    only as whole words; Roman ones under three, and numbers under five digits, are not searched.
    What this library writes itself, such as the name of the profile, doesn't count.

    Args:
        data: a serialised object, a page, a log, a file name.
        identity: from ``identity.identity_of``, merged over a submission.
        is_dense: whether ``data`` are compressed pixels or the like, in which a few bytes of a
            name occur by chance. Then only texts of eight bytes and more are searched.
    """
    found = _search(data, identity, is_dense=is_dense)
    if found:
        found = _search(_without_own(data), identity, is_dense=is_dense)
    return found


def _search(data: bytes, identity: Identity, *, is_dense: bool) -> tuple[Leak, ...]:
    folded = data.lower()
    haystacks = (_Haystack(folded), _Haystack(data))
    leaks = list(_uids(data, identity.uids))
    parts = (identity.names, identity.ids, identity.places, identity.dates)
    if any(parts):
        for index in _indexes(parts, identity.encodings, is_dense=is_dense):
            leaks += index.leaks(haystacks[index.is_exact])
    long_numbers = _joinable(identity.ids)
    if long_numbers and not is_dense:
        joined = _Haystack(folded.translate(None, _SEPARATORS))
        leaks += _joined_index(long_numbers).leaks(joined)
    return tuple(leaks)


class _Haystack:
    """Bytes, and a hash of each few of them that follow each other."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._hashes: dict[int, npt.NDArray[np.uint64]] = {}

    def hashes(self, width: int) -> npt.NDArray[np.uint64]:
        """At each place, one of the ``width`` bytes that begin there; past the end, of zeros."""
        if width not in self._hashes:
            # The eight bytes at each place, without a copy of them all.
            words: npt.NDArray[np.uint64] = np.ndarray(
                len(self.data), "<u8", self.data + bytes(8), strides=(1,)
            )
            low = words & np.uint64((1 << 8 * width) - 1)
            self._hashes[width] = (low * _GOLDEN) >> np.uint64(64 - _TABLE_BITS)
        return self._hashes[width]


class _Index:
    """Needles by their first bytes: one look at each place tells whether any may begin there."""

    def __init__(
        self, needles: Iterable[tuple[str, Needle]], *, width: int, is_exact: bool
    ) -> None:
        self.is_exact = is_exact
        self.starts: dict[bytes, list[tuple[str, Needle]]] = {}
        self._width = width
        for kind, needle in needles:
            self.starts.setdefault(needle.data[:width], []).append((kind, needle))
        self._table = np.zeros(1 << _TABLE_BITS, dtype=bool)
        for start in self.starts:
            self._table[_Haystack(start).hashes(width)[0]] = True

    def leaks(self, haystack: _Haystack) -> Iterator[Leak]:
        """The first place of each needle that is there."""
        data, width = haystack.data, self._width
        seen: set[Needle] = set()
        for place in np.flatnonzero(self._table[haystack.hashes(width)]).tolist():
            for kind, needle in self.starts.get(data[place : place + width], ()):
                if _is_at(data, place, needle) and needle not in seen:
                    seen.add(needle)
                    yield Leak(kind, needle.encoding, place)


def _is_at(data: bytes, place: int, needle: Needle) -> bool:
    stop = place + len(needle.data)
    if not data.startswith(needle.data, place):
        return False
    if needle.encoding == _JOINED:  # words that stood beside it were joined to it too
        around = data[max(0, place - 1) : place] + data[stop : stop + 1]
        return not any(sign in b"0123456789" for sign in around)
    if not needle.is_whole:
        return not (needle.is_number and data[max(0, place - 1) : place].isdigit())
    if needle.is_number and (data[stop : stop + 1].isdigit() or _is_decimal(data, place, stop)):
        return False
    return _stands_alone(data, place, stop, needle.width)


def _stands_alone(data: bytes, start: int, stop: int, width: int) -> bool:
    """Whether no ASCII letter or digit adjoins. In two-byte text, one with a zero byte.

    A letter with a zero byte behind it, after text of single bytes, is no letter but the group of
    the next element's tag.
    """
    before, after = data[max(0, start - width) : start], data[stop : stop + width]
    if width == 1 and data[stop + 1 : stop + 2] == b"\0":
        after = b""
    return not _is_letter(before) and not _is_letter(after)


def _is_letter(unit: bytes) -> bool:
    return len(unit.strip(b"\0")) == 1 and unit.strip(b"\0").isalnum()


def _is_decimal(data: bytes, start: int, stop: int) -> bool:
    before, after = data[max(0, start - 2) : start], data[stop : stop + 2]
    in_front = before[1:] == b"." and before[:1].isdigit()
    return in_front or (after[:1] == b"." and after[1:].isdigit())


@functools.lru_cache(maxsize=32)
def _indexes(
    parts: tuple[frozenset[str], ...], encodings: frozenset[str], *, is_dense: bool
) -> tuple[_Index, ...]:
    """The needles of an identity, made once for all objects of a submission."""
    found = {
        (kind, needle)
        for kind, texts in zip(_KINDS, parts, strict=True)
        for text in texts - _ordinary(kind)
        for needle in _needles(kind, text, encodings)
        if not is_dense or len(needle.data) >= _DENSE
    }
    shorts = [one for one in found if len(one[1].data) < _WIDTH]
    longs = [one for one in found if len(one[1].data) >= _WIDTH]
    made = (
        _Index((one for one in shorts if not one[1].is_exact), width=3, is_exact=False),
        _Index((one for one in longs if not one[1].is_exact), width=_WIDTH, is_exact=False),
        _Index((one for one in longs if one[1].is_exact), width=_WIDTH, is_exact=True),
    )
    return tuple(index for index in made if index.starts)


def _needles(kind: str, text: str, encodings: frozenset[str]) -> Iterator[Needle]:
    if kind != "dates":
        return needles_of(text, encodings)
    day = parse_date(text)
    return needles_of_date(day) if day else iter(())


@functools.lru_cache(maxsize=64)
def _joinable(ids: frozenset[str]) -> frozenset[str]:
    return frozenset(t for t in ids if t.isdigit() and len(t) >= _SHORTEST_JOINED)


@functools.lru_cache(maxsize=64)
def _joined_index(ids: frozenset[str]) -> _Index:
    needles = [
        ("ids", Needle(text.encode(), _JOINED, 1, is_whole=True, is_number=True)) for text in ids
    ]
    return _Index(needles, width=_WIDTH, is_exact=False)


def _uids(data: bytes, known: frozenset[str]) -> Iterator[Leak]:
    """Known UIDs, and longer ones that begin with a known one."""
    if not known:
        return
    narrow = data.translate(None, b"\0") if b".\0" in data else b""
    for encoding, text in (("utf-8", data), ("utf-16-le", narrow)):
        if len(known) <= _FEW_UIDS and not any(uid.encode() in text for uid in known):
            continue  # each is looked for faster than everything that looks like one
        for match in _UID.finditer(text):
            if any(start in known for start in _beginnings(match.group().decode())):
                yield Leak("uids", encoding, match.start())


def _beginnings(uid: str) -> Iterator[str]:
    yield uid
    while len(uid) > _SHORTEST_UID:
        uid = uid.rpartition(".")[0]
        if len(uid) >= _SHORTEST_UID:
            yield uid


@functools.cache
def _ordinary(kind: str) -> frozenset[str]:
    """Words of anatomy and technique. As a name they'd be found in any patient's images."""
    if kind not in ("names", "places"):
        return frozenset()
    return frozenset({*ordinary_words(), *ordinary_terms(), *technical()["words"]})


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
