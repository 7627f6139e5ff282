"""Searching bytes for texts that must not be there, however they are written or packed.

``Wanted`` knows every form of some texts. ``forms_in`` finds them in bytes and in whatever is
compressed within; ``everything_stored`` and ``everything_shown`` tell where to look.
"""

import base64
import html
import json
import sqlite3
import unicodedata
import urllib.parse
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

CHARACTER_SETS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "latin-1")
ALIGNMENTS = 3  # base64 writes three bytes at a time
MAX_DEPTH = 4  # something packed in something packed …
MAX_INFLATED_BYTES = 64 * 1024**2
_GZIP, _ZIP_ENTRY, _PART_10 = b"\x1f\x8b\x08", b"PK\x03\x04", b"DICM"
_ZLIB_SECOND_BYTES = b"\x01\x5e\x9c\xda"


@dataclass(frozen=True)
class Found:
    """A text that must not be there: which, how it is written, and where."""

    place: str
    text: str
    form: str


class Wanted:
    """Texts to search for, in every form, folded to lower case."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._needles: dict[bytes, tuple[str, str]] = {}
        for text in texts:
            for form, needle in _forms(text):
                self._needles.setdefault(needle.lower(), (text, form))

    def in_bytes(self, data: bytes) -> set[tuple[str, str]]:
        """Text and form of all that stands in ``data`` or in what is compressed within."""
        found = set()
        for part in _unpacked(data, depth=0):
            folded = part.lower()
            found |= {told for needle, told in self._needles.items() if _has(folded, needle)}
        return found


def _has(data: bytes, needle: bytes) -> bool:
    """Whether it is there. Numbers must begin where they are found: our UIDs are long ones."""
    if not needle[:1].isdigit():
        return needle in data
    at = data.find(needle)
    while at >= 0:
        if at == 0 or not data[at - 1 : at].isdigit():
            return True
        at = data.find(needle, at + 1)
    return False


def _forms(text: str) -> Iterator[tuple[str, bytes]]:
    for written in {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}:
        for cased in {written, written.upper(), written.lower(), written.title()}:
            for name in CHARACTER_SETS:
                yield from _byte_forms(name, cased.encode(name, "ignore"))
        yield "JSON", json.dumps(written)[1:-1].encode()
        yield "HTML", html.escape(written).encode("ascii", "xmlcharrefreplace")
        yield "URL", urllib.parse.quote(written, safe="").encode()
        yield "URL, plus", urllib.parse.quote_plus(written).encode()


def _byte_forms(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, data
    yield f"{name}, hex", data.hex().encode()
    yield f"{name}, all percent", "".join(f"%{byte:02x}" for byte in data).encode()
    yield f"{name}, backwards", data[::-1]
    for start in (0, 1):
        pairs = data[start : start + (len(data) - start) // 2 * 2]
        yield (
            f"{name}, bytes swapped",
            b"".join(pairs[i + 1 : i + 2] + pairs[i : i + 1] for i in range(0, len(pairs), 2)),
        )
    for shift in range(ALIGNMENTS):
        yield f"{name}, base64", _within_base64(data, shift, base64.b64encode)
        yield f"{name}, base64", _within_base64(data, shift, base64.urlsafe_b64encode)


def _within_base64(data: bytes, shift: int, encode: object) -> bytes:
    """Letters that ``data`` has in base64 whatever stands before and after it."""
    assert callable(encode)
    text: bytes = encode(b"\0" * shift + data)
    first = -(-shift * 8 // 6)  # the letters before share bits with what is in front
    return text[first : (shift + len(data)) * 8 // 6]


def _unpacked(data: bytes, *, depth: int) -> Iterator[bytes]:
    yield data
    if depth == MAX_DEPTH:
        return
    for start, window in _streams(data):
        inflated = _inflate(data[start:], window)
        if inflated:
            yield from _unpacked(inflated, depth=depth + 1)


def _streams(data: bytes) -> Iterator[tuple[int, int]]:
    """Where something compressed may begin, and how zlib is told of its kind."""
    for at in _places(data, _GZIP):
        yield at, 31
    for at in _places(data, b"\x78"):
        if data[at + 1 : at + 2] in {bytes([b]) for b in _ZLIB_SECOND_BYTES}:
            yield at, 15
    for at in _places(data, _ZIP_ENTRY):
        name, extra = (int.from_bytes(data[at + o : at + o + 2], "little") for o in (26, 28))
        yield at + 30 + name + extra, -15
    for at in _places(data, _PART_10):
        # A deflated data set follows the meta header, whose length stands in its first element.
        length = int.from_bytes(data[at + 12 : at + 16], "little")
        yield at + 16 + length, -15


def _places(data: bytes, start: bytes) -> Iterator[int]:
    at = data.find(start)
    while at >= 0:
        yield at
        at = data.find(start, at + 1)


def _inflate(data: bytes, window: int) -> bytes:
    """What was compressed, as far as it goes; nothing where nothing was."""
    machine, inflated = zlib.decompressobj(window), bytearray()
    try:
        for start in range(0, len(data), 256):
            inflated += machine.decompress(data[start : start + 256])
            if machine.eof or len(inflated) > MAX_INFLATED_BYTES:
                break
    except zlib.error:
        return bytes(inflated) if len(inflated) > len(_GZIP) else b""
    return bytes(inflated)


@dataclass
class Shown:
    """What the library told the world: on the wire and in the log of its server.

    Attributes:
        answers: by address and header or body: what came back.
        logs: by name of the process.
    """

    answers: dict[str, bytes] = field(default_factory=dict)
    logs: dict[str, bytes] = field(default_factory=dict)


def everything_stored(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file and every name below ``folders``, and each value of every database there.

    Values are read again by SQL because a long one is spread over pages of the file.
    """
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            shown = f"{folder.name}/{path.relative_to(folder)}"
            yield f"name {shown}", str(path.relative_to(folder)).encode(errors="surrogateescape")
            if path.is_file() and not path.is_symlink():
                yield shown, path.read_bytes()
            if path.suffix == ".sqlite3":
                yield from _rows(path)


def _rows(path: Path) -> Iterator[tuple[str, bytes]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        database.text_factory = bytes
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (name,) in names.fetchall():
            table = name.decode()
            for row in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608  # its own name
                for value in row:
                    yield (
                        f"row of {table}",
                        value if isinstance(value, bytes) else str(value).encode(),
                    )


def everything_shown(shown: Shown) -> Iterator[tuple[str, bytes]]:
    """Every log and every answer, with the address, headers and cookies."""
    yield from shown.logs.items()
    yield from shown.answers.items()


def found_in(wanted: Wanted, places: Iterable[tuple[str, bytes]]) -> list[Found]:
    """All that must not be there, with where it is."""
    return [
        Found(place, text, form)
        for place, data in places
        for text, form in sorted(wanted.in_bytes(data))
    ]
