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

from readingroom.imaging.datasets import CleanDataset
from readingroom.imaging.deid.identity import Identity
from readingroom.imaging.deid.leaks import leaks_in
from readingroom.kernel.errors import InvalidInput

LARGEST: Final = 20 * 1024 * 1024
_MOST_INFLATED: Final = 200 * 1024 * 1024
_HEAD: Final = 1024
_REFUSED: Final = re.compile(
    rb"/(?:Encrypt|EmbeddedFiles?|JavaScript|JS|RichMedia|XFA|AcroForm|Launch|Crypt|LZWDecode"
    rb"|RunLengthDecode|Type0|Type3)\b"
)
_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
_DICTIONARY: Final = re.compile(rb"\d+\s+\d+\s+obj\b")
_PICTURES: Final = (b"DCTDecode", b"JPXDecode", b"CCITTFaxDecode", b"JBIG2Decode")
_NAMES: Final = re.compile(rb"/(ASCII85Decode|A85|ASCIIHexDecode|AHx|FlateDecode|Fl)\b")
_SHOWN: Final = re.compile(
    rb"\((?P<literal>(?:\\.|[^\\()])*)\)|<(?P<hex>[0-9A-Fa-f\s]*)>|(?P<step>-?\d+(?:\.\d+)?)"
    rb"|(?P<end>\bT[jJ*dDm]\b|['\"])",
    re.DOTALL,
)
_WORD_APART: Final = 150  # thousandths of the size of letters; less is only kerning


class PdfRefused(InvalidInput):
    """A document that isn't taken, or that still names someone."""

    code = "pdf_refused"


def check_redacted(data: bytes, identity: Identity) -> None:
    """Let a redacted PDF pass, or say why it can't.

    Args:
        data: the file.
        identity: what names anyone in the document's object and in what came with it.

    Raises:
        PdfRefused: it is no PDF, can't be taken apart, or has something of the identity in it.
    """
    if len(data) > LARGEST or b"%PDF-" not in data[:_HEAD] or b"%%EOF" not in data[-_HEAD:]:
        raise PdfRefused("This is no whole PDF of up to 20 MB. Export the redacted copy again.")
    parts = [data, *_streams(data)]
    if any(_REFUSED.search(part) for part in parts[:1]) or any(map(_is_hidden, parts[1:])):
        raise PdfRefused(
            "This PDF has parts that can't be looked through: it is encrypted, has attachments, "
            "scripts, a form, or fonts whose letters can't be read. Print it as pictures of its "
            "pages and try again."
        )
    shown = [text for part in parts for text in _texts(part)]
    if any(leaks_in(part, identity) for part in (*parts, *shown)):
        raise PdfRefused(
            "This copy still names someone: something that identifies the patient, or someone "
            "near them, stands in its text or its properties. Redact it and try again."
        )


def put_document(clean: CleanDataset, data: bytes) -> None:
    """Put a PDF that ``check_redacted`` let pass where the object's own was.

    Source: PS3.3 section C.24.2 (Encapsulated Document Module).
    """
    dataset = clean.dataset
    dataset.MIMETypeOfEncapsulatedDocument = "application/pdf"
    dataset.EncapsulatedDocumentLength = len(data)
    dataset.EncapsulatedDocument = data + bytes(len(data) % 2)


def _is_hidden(part: bytes) -> bool:
    """Whether a stream holds objects, and among them one that is refused."""
    return part.lstrip()[:1].isdigit() and _REFUSED.search(part) is not None


def _streams(data: bytes) -> Iterator[bytes]:
    left = _MOST_INFLATED
    for found in _STREAM.finditer(data):
        starts = list(_DICTIONARY.finditer(data, max(0, found.start() - 4096), found.start()))
        if not starts:
            continue
        stop = data.find(b"endstream", found.end())
        if stop < 0:
            raise PdfRefused("This PDF is damaged. Export the redacted copy again.")
        described = data[starts[-1].end() : found.start()]
        content = data[found.end() : stop]
        if any(name in described for name in _PICTURES):
            yield content
            continue
        made = _decoded(described, content, left)
        left -= len(made)
        yield made


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
        raise PdfRefused(
            "A part of this PDF can't be unpacked, so nobody can tell what is in it. Print it as "
            "pictures of its pages and try again."
        ) from None
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
