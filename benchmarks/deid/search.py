"""Whether a planted identifier stands in bytes: in any encoding, case, notation or punctuation."""

import re
import unicodedata
import zlib
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, Final

import numpy as np
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.pixels import pixel_array

from benchmarks.deid.truth import Planted

_GENERIC: Final = frozenset(
    "hospital klinikum hopital infirmary memorial lane strasse saint harbour abbey orchard".split()
)
_ENCODINGS: Final = (
    "utf-8", "utf-16-le", "utf-16-be", "latin-1", "iso8859_5", "iso8859_6", "iso8859_7",
    "iso8859_8", "iso8859_11", "gb18030", "iso2022_jp_2", "euc_kr", "shift_jis",
)  # fmt: skip
_SHORTEST_WORD: Final = 5
_FEWEST_BYTES: Final = 4
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def fold(text: str) -> str:
    """Without case, accents and width."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


class Haystack:
    """The bytes of one file, seen in every way that may show a text.

    Args:
        data: the file.
        dataset: the same, read; ``None`` where nothing can read it.
    """

    def __init__(self, data: bytes, dataset: Dataset | None) -> None:
        parts = [data, *_inflated(data)]
        texts = [part.lower().decode("latin-1") for part in parts]
        texts += [part.replace(b"\0", b"").lower().decode("latin-1") for part in parts]
        if dataset is not None:
            texts += [fold("\n".join(_texts(dataset)))]
        self.parts = parts
        self.text = "\n".join(texts)
        self.dataset = dataset

    def has(self, planted: Planted) -> bool:
        """Whether any telling part of ``planted`` is there."""
        if planted.form == "bytes":
            return any(bytes.fromhex(planted.text) in part for part in self.parts)
        if planted.form == "spare":
            return _spare_bits_used(self.dataset)
        if planted.form == "text":
            return any(self._word(word) for word in words_of(planted.text)) or any(
                needle in part
                for word in re.findall(r"[^\W\d_]{4,}", planted.text)
                if not word.isascii()
                for needle in _encoded(word)
                for part in self.parts
            )
        return any(self._pattern(p) for p in _patterns(planted.form, planted.text))

    def _word(self, word: str) -> bool:
        if word.isascii() and len(word) > _SHORTEST_WORD:
            return word in self.text
        if word.isascii():
            return bool(re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", self.text))
        return word in self.text or any(n in part for n in _encoded(word) for part in self.parts)

    def _pattern(self, found: tuple[str, re.Pattern[str]]) -> bool:
        first, pattern = found
        return first in self.text and bool(pattern.search(self.text))


def words_of(text: str) -> list[str]:
    """The words of ``text`` that name someone or some place, folded."""
    words = [fold(word) for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)]
    telling = [w for w in words if len(w) >= _SHORTEST_WORD and w not in _GENERIC]
    return telling or [fold(text)]


@cache
def _encoded(word: str) -> frozenset[bytes]:
    made = set()
    for name in _ENCODINGS:
        for form in (word, word.upper(), word.title(), unicodedata.normalize("NFC", word)):
            try:
                data = form.encode(name)
            except UnicodeError:
                continue
            if len(data) >= _FEWEST_BYTES:
                made.add(data)
    return frozenset(made)


def _patterns(form: str, text: str) -> list[tuple[str, re.Pattern[str]]]:
    if form == "uid":
        return [(text, re.compile(rf"(?<![\d.]){re.escape(text)}(?!\d)"))]
    if form == "date":
        return _dates(text)
    groups = re.findall(r"[^\W_]+", fold(text))
    between = r"[\W_]{0,3}".join(re.escape(group) for group in groups)
    front = r"(?<![\d.])" if len(groups) == 1 else r"(?<!\d)"
    return [(groups[0], re.compile(rf"{front}{between}(?!\d)"))]


@cache
def _dates(text: str) -> list[tuple[str, re.Pattern[str]]]:
    day = datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007  # a day has no zone
    year, month = f"{day:%Y}", _MONTHS[day.month - 1]
    gap = r"[-./ _,]{1,2}"
    numbers = (f"{day:%Y}{gap}{day:%m}{gap}{day:%d}", f"{day:%d}{gap}{day:%m}{gap}{day:%Y}",
               f"{day:%m}{gap}{day:%d}{gap}{day:%Y}", f"0?{day.day}[-. ]?{month}[a-z]*{gap}{year}",
               f"{month}[a-z]* 0?{day.day}{gap}{year}")  # fmt: skip
    whole = re.compile(rf"(?<![\d.]){text}(?!\d{{1,5}}(?!\d))")
    return [(text, whole), *((year, re.compile(rf"(?<!\d){n}(?!\d)")) for n in numbers)]


def _inflated(data: bytes) -> Iterator[bytes]:
    """What is compressed within: a deflated data set, streams of a PDF."""
    if data[128:132] == b"DICM":
        start = 144 + int.from_bytes(data[140:144], "little")
        yield from _tried(data[start:], -15)
    for found in re.finditer(rb"stream\r?\n", data):
        yield from _tried(data[found.end() :], 15)


def _tried(data: bytes, window: int) -> Iterator[bytes]:
    try:
        made = zlib.decompressobj(window).decompress(data)
    except zlib.error:
        return
    if len(made) > _FEWEST_BYTES:
        yield made


def elements(dataset: Dataset) -> Iterator[DataElement]:
    """What can be read of ``dataset``; the rest may be anything, and its bytes are searched too."""
    for tag in list(dataset.keys()):
        try:
            yield dataset[tag]
        except Exception:  # noqa: BLE001, S112  # whatever lies behind the last element
            continue


def _texts(dataset: Dataset) -> Iterator[str]:
    """Every value as pydicom decodes it."""
    for element in elements(dataset):
        if element.VR == "SQ":
            for item in element.value or ():
                yield from _texts(item)
        elif not isinstance(element.value, bytes):
            yield str(element.value)


def _spare_bits_used(dataset: Dataset | None) -> bool:
    if dataset is None:
        return False
    stored, allocated = int(dataset.get("BitsStored", 0)), int(dataset.get("BitsAllocated", 0))
    if allocated != 16 or stored >= allocated or dataset.get("PixelRepresentation"):
        return False
    if dataset.file_meta.TransferSyntaxUID.is_encapsulated:
        return bool((pixel_array(dataset) >> stored).any())
    order = "<" if dataset.file_meta.TransferSyntaxUID.is_little_endian else ">"
    data: Any = dataset.PixelData
    values = np.frombuffer(data[: len(data) // 2 * 2], f"{order}u2")
    return bool((values >> stored).any())
