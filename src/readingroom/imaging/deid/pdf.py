"""A redacted PDF looked through for what names anyone, as far as its parts can be taken apart.

Every stream is inflated, and the texts that a page shows are put together as they are read. What
can't be taken apart (encryption, filters and fonts whose letters are no letters in the file), and
what a page has no need of (attachments, scripts, forms), is refused. What is only visible, in a
picture, is for the person who redacted it.

Source: ISO 32000-2:2020 sections 7.3 (objects), 7.4 (filters), 7.6 (encryption), 9.4 (text).
"""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from typing import Final

from readingroom.imaging.deid.copies import DocumentRefused, refuse_names
from readingroom.imaging.deid.identity import Identity

_MOST_INFLATED: Final = 200 * 1024 * 1024
_HEAD: Final = 1024
_REFUSED: Final = re.compile(
    rb"/(?:Encrypt|EmbeddedFiles?|JavaScript|JS|RichMedia|XFA|AcroForm|Launch|Crypt|LZWDecode"
    rb"|RunLengthDecode|Type0|Type3)\b"
)
_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
_DICTIONARY: Final = re.compile(rb"\d+\s+\d+\s+obj\b")
_PICTURES: Final = (b"DCTDecode", b"JPXDecode", b"CCITTFaxDecode", b"JBIG2Decode")
_IMAGE: Final = re.compile(rb"/Subtype\s*/Image\b")
_SCAN: Final = b"\xff\xda"  # ITU-T T.81 B.2.3
_CODESTREAM: Final = b"\xff\x4f\xff\x51"  # ITU-T T.800 A.4.1
_LONGEST_HEAD: Final = 1024 * 1024
_NAMES: Final = re.compile(rb"/(ASCII85Decode|A85|ASCIIHexDecode|AHx|FlateDecode|Fl)\b")
_SHOWN: Final = re.compile(
    rb"\((?P<literal>(?:\\.|[^\\()])*)\)|<(?P<hex>[0-9A-Fa-f\s]*)>|(?P<step>-?\d+(?:\.\d+)?)"
    rb"|(?P<end>\bT[jJ*dDm]\b|['\"])",
    re.DOTALL,
)
_WORD_APART: Final = 150  # thousandths of the size of letters; less is only kerning


def check_redacted(data: bytes, identity: Identity) -> None:
    """Let a redacted PDF pass, or say why it can't.

    Args:
        data: the file.
        identity: what names anyone in the document's object and in what came with it.

    Raises:
        DocumentRefused: it is no PDF, can't be taken apart, or has something of the identity in
            it.
    """
    if b"%PDF-" not in data[:_HEAD] or b"%%EOF" not in data[-_HEAD:]:
        raise DocumentRefused("copy_not_pdf")
    streams = list(_streams(data))
    plain = [_without_streams(data), *(part for part, is_pixels in streams if not is_pixels)]
    if _REFUSED.search(plain[0]) or any(map(_is_hidden, plain[1:])):
        raise DocumentRefused("copy_hidden_parts")
    refuse_names([*plain, *(text for part in plain for text in _texts(part))], identity)
    refuse_names((part for part, is_pixels in streams if is_pixels), identity, is_dense=True)


def _is_hidden(part: bytes) -> bool:
    """Whether a stream holds objects, and among them one that is refused."""
    return part.lstrip()[:1].isdigit() and _REFUSED.search(part) is not None


def _spans(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Of each stream what its dictionary says of it, and where its content begins and ends."""
    for found in _STREAM.finditer(data):
        starts = list(_DICTIONARY.finditer(data, max(0, found.start() - 4096), found.start()))
        if not starts:
            continue
        stop = data.find(b"endstream", found.end())
        if stop < 0:
            raise DocumentRefused("copy_damaged")
        yield data[starts[-1].end() : found.start()], found.end(), stop


def _streams(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """What each stream holds, and whether that is pixels, among which short words stand by chance.

    Of a compressed picture its head, where properties and comments stand, comes for itself.
    """
    left = _MOST_INFLATED
    for described, start, stop in _spans(data):
        made = _decoded(described, data[start:stop], left)
        left -= len(made)
        if any(name in described for name in _PICTURES):
            yield made[: _length_of_head(made)], False
            yield made, True
        else:
            yield made, _IMAGE.search(described) is not None


def _length_of_head(picture: bytes) -> int:
    """Up to the first scan of a JPEG, or the codestream of a JPEG 2000; nothing of others."""
    places = [picture.find(mark, 0, _LONGEST_HEAD) for mark in (_SCAN, _CODESTREAM)]
    return max(0, *places)


def _without_streams(data: bytes) -> bytes:
    """All that isn't in a stream."""
    parts, end = [], 0
    for _, start, stop in _spans(data):
        parts.append(data[end:start])
        end = max(end, stop)
    return b"".join([*parts, data[end:]])


def _decoded(described: bytes, content: bytes, most: int) -> bytes:
    try:
        for name in _NAMES.findall(described):
            if name in (b"ASCII85Decode", b"A85"):
                content = base64.a85decode(content.strip().removesuffix(b"~>").strip())
            elif name in (b"ASCIIHexDecode", b"AHx"):
                content = binascii.unhexlify(re.sub(rb"[\s>]", b"", content))
            else:
                inflater = zlib.decompressobj()
                content = inflater.decompress(content, max(1, most))
                if inflater.unconsumed_tail:
                    raise ValueError("too much")
    except (ValueError, zlib.error):
        raise DocumentRefused("copy_packed") from None
    return content


def _texts(part: bytes) -> Iterator[bytes]:
    """What a page shows, as words; as letters run together too."""
    words: list[bytes] = []
    for found in _SHOWN.finditer(part):
        if found["literal"] is not None:
            words.append(re.sub(rb"\\([0-7]{1,3}|.)", _unescaped, found["literal"], flags=re.S))
        elif found["hex"] is not None:
            digits = re.sub(rb"\s", b"", found["hex"])
            words.append(binascii.unhexlify(digits + b"0" * (len(digits) % 2)))
        elif found["end"] or abs(float(found["step"])) > _WORD_APART:
            words.append(b" ")
    if words:
        yield b"".join(words)


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    if sign.isdigit():
        return bytes([int(sign, 8) & 0xFF])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(sign, sign)
