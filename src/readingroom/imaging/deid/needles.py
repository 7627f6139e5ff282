"""The ways in which a text that names someone may stand in bytes."""

import base64
import html
import json
import unicodedata
import urllib.parse
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple


class Needle(NamedTuple):
    """Bytes to search for.

    Attributes:
        data: in lower case, where ``exact`` is false.
        encoding: how they stand for a text: Python's name of a character encoding, ``hex``, …
        width: bytes of one character beside them.
        is_whole: whether they count only where no letter or digit adjoins.
        is_exact: whether case matters.
        is_number: whether they begin with digits; then no digit may stand before, nor, where
            they are whole, any part of a decimal beside.
    """

    data: bytes
    encoding: str
    width: int
    is_whole: bool
    is_exact: bool = False
    is_number: bool = False


WHOLE_WORD_BELOW: Final = 8
_SHORTEST_ASCII: Final = 3
_SHORTEST_DIGITS: Final = 5
_SHORTEST_BYTES: Final = 4  # of other scripts
_SHORTEST_WRAPPED: Final = 5  # in hexadecimal, backwards or swapped
_SHORTEST_BASE64: Final = 6
_WIDE: Final = ("utf-16-le", "utf-16-be")
_LATIN: Final = ("latin-1", "iso8859-2", "iso8859-9", "cp1250", "cp1252")
# What PS3.3 C.12.1.1.2 lists for other scripts, and what computers there use besides.
_OTHERS: Final = (
    *("shift_jis", "euc_jp", "iso2022_jp", "gb18030", "big5", "euc_kr", "iso8859-5", "koi8-r"),
    *("cp1251", "iso8859-6", "iso8859-7", "iso8859-8", "tis-620"),
)
_FIRST_OTHER: Final = "\u0370"  # Greek, and what follows it
_ESCAPE: Final = 0x1B


def needles_of(text: str, encodings: frozenset[str]) -> Iterator[Needle]:
    """How a word or an identifier may be written, folded as it is in an ``Identity``.

    Args:
        text: folded.
        encodings: character encodings that the objects declare, beside those that are common.
    """
    if text.isascii():
        if len(text) >= (_SHORTEST_DIGITS if text.isdigit() else _SHORTEST_ASCII):
            yield from _of_ascii(text)
        return
    is_whole = len(text) < WHOLE_WORD_BELOW
    for form in _forms(text):
        for encoding in ("utf-8", *_WIDE, *_charsets(text), *sorted(encodings)):
            data = _encoded(form, encoding)
            is_seven_bit = data.isascii()  # signs of other letters, whatever stands beside them
            if len(data) >= _SHORTEST_BYTES:
                whole = is_whole and not is_seven_bit
                yield Needle(data.lower(), encoding, _width(encoding), whole)
        escaped = urllib.parse.quote(form, safe=""), json.dumps(form)[1:-1]
        xml = html.escape(form).encode("ascii", "xmlcharrefreplace").decode()
        yield from (Needle(e.lower().encode(), "escaped", 1, is_whole) for e in {*escaped, xml})


def _of_ascii(text: str) -> Iterator[Needle]:
    number = text.isdigit()
    is_whole = number or len(text) < WHOLE_WORD_BELOW
    data = text.encode()
    yield Needle(data, "utf-8", 1, is_whole, is_number=number)
    yield from (Needle(text.encode(wide), wide, 2, is_whole) for wide in _WIDE)
    cases = {data, data.upper(), data.title()}
    if len(text) >= _SHORTEST_WRAPPED and not number:
        yield from (Needle(case.hex().encode(), "hex", 1, is_whole=False) for case in cases)
        yield Needle(data[::-1], "backwards", 1, is_whole=True)
        yield from (Needle(part, "swapped", 1, is_whole=False) for part in _swapped(data))
    if len(text) >= _SHORTEST_BASE64 and not number:
        for case in cases:
            for part in _base64(case):
                yield Needle(part, "base64", 1, is_whole=False, is_exact=True)


def _forms(text: str) -> set[str]:
    """ASCII case is folded in the bytes; other letters have to be tried in each case."""
    composed = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
    return {form for c in composed for form in (c, c.upper(), c.title())}


def _charsets(text: str) -> tuple[str, ...]:
    return _OTHERS if any(letter >= _FIRST_OTHER for letter in text) else _LATIN


def _encoded(text: str, encoding: str) -> bytes:
    """``text`` in an encoding, without the escapes that switch to it; empty where it can't be."""
    try:
        data = text.encode(encoding)
    except (UnicodeError, LookupError):
        return b""
    if _ESCAPE not in data:
        return data
    return max((part.lstrip(b"$()B") for part in data.split(b"\x1b")), key=len)


def _width(encoding: str) -> int:
    return 2 if encoding in _WIDE else 1


def _swapped(data: bytes) -> Iterator[bytes]:
    """Letters of ``data`` as they stand in words of the other byte order, at either start."""
    for start in (0, 1):
        even = data[start : start + (len(data) - start) // 2 * 2]
        turned = bytearray(even)
        turned[::2], turned[1::2] = even[1::2], even[::2]
        if len(turned) >= WHOLE_WORD_BELOW:
            yield bytes(turned)


def _base64(data: bytes) -> Iterator[bytes]:
    """Letters that ``data`` has in base64, whatever stands before and after it."""
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + data)
        inner = text[-(-shift * 8 // 6) : (shift + len(data)) * 8 // 6]
        if len(inner) >= _SHORTEST_BASE64:
            yield inner


_MONTHS: Final = (
    ("january", "jan", "januar", "janvier", "enero", "gennaio", "januari", "janeiro"),
    ("february", "feb", "februar", "février", "febrero", "febbraio", "februari", "fevereiro"),
    ("march", "mar", "märz", "mars", "marzo", "maart", "março"),
    ("april", "apr", "avril", "abril", "aprile"),
    ("may", "mai", "mayo", "maggio", "mei", "maio"),
    ("june", "jun", "juni", "juin", "junio", "giugno", "junho"),
    ("july", "jul", "juli", "juillet", "julio", "luglio", "julho"),
    ("august", "aug", "août", "agosto", "augustus"),
    ("september", "sep", "sept", "septembre", "septiembre", "settembre", "setembro"),
    ("october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "outubro"),
    ("november", "nov", "novembre", "noviembre", "novembro"),
    ("december", "dec", "dezember", "dez", "décembre", "diciembre", "dicembre", "dezembro"),
)


def needles_of_date(day: date) -> Iterator[Needle]:
    """How people and programs write a day."""
    for text in sorted(set(_dates(day))):
        number = text.isdigit()
        yield Needle(text.encode(), "utf-8", 1, is_whole=True, is_number=number)
        yield Needle(text.encode("utf-16-le"), "utf-16-le", 2, is_whole=True)
    stem = f"{day:%Y%m%d}"
    with_time = [f"{stem}t", f"{day:%Y-%m-%d}t", *(f"{stem}{hour:02d}" for hour in range(24))]
    yield from (
        Needle(text.encode(), "utf-8", 1, is_whole=False, is_number=True) for text in with_time
    )


def _dates(day: date) -> Iterator[str]:
    y, m, d = f"{day.year}", f"{day.month:02d}", f"{day.day:02d}"
    short = y[2:]
    for sign in ("", "-", "/", ".", ":", " "):
        yield from (sign.join(parts) for parts in ((y, m, d), (d, m, y), (m, d, y)))
    for dd, mm in {(d, m), (str(day.day), str(day.month))}:
        yield from (sign.join(parts) for sign in "./-" for parts in ((dd, mm, y), (mm, dd, y)))
        yield from ("/".join(parts) for parts in ((dd, mm, short), (mm, dd, short)))
        for name in _MONTHS[day.month - 1]:
            yield from (sign.join((dd, name, y)) for sign in (" ", "-", ""))
            yield from ("-".join((dd, name, short)), f"{dd} {name} {short}", f"{dd}. {name} {y}")
            yield from (f"{name} {dd}, {y}", f"{name} {dd} {y}", f"{y}-{name}-{dd}")
