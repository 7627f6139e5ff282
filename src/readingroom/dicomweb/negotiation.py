"""Which form of what is kept a reader asked for.

Source: PS3.18 (2024b) sections 8.7.3 (media types and transfer syntaxes) and 8.7.8 (Accept).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"
OCTETS = "application/octet-stream"
DICOM = "application/dicom"
DICOM_JSON = "application/dicom+json"
JPEG = "image/jpeg"
MULTIPART = "multipart/related"
_ANY = frozenset({"*/*", "*", ""})
_ZERO = re.compile(r"0(\.0{0,3})?")


class Form(Enum):
    """How a frame goes out."""

    STORED = "stored"
    STORED_IN_PARTS = "stored, multipart"
    RAW = "raw"
    RAW_IN_PARTS = "raw, multipart"

    @property
    def is_raw(self) -> bool:
        """Whether the frame is decoded for it."""
        return self is Form.RAW or self is Form.RAW_IN_PARTS

    @property
    def in_parts(self) -> bool:
        """Whether it is a part of a multipart message."""
        return self is Form.STORED_IN_PARTS or self is Form.RAW_IN_PARTS


@dataclass(frozen=True)
class Wish:
    """One of the media types a reader accepts.

    Attributes:
        media_type: in small letters.
        inner_type: of the parts of a multipart message; empty where none is named.
        transfer_syntax: a UID, ``*``, or empty where none is named.
    """

    media_type: str
    inner_type: str
    transfer_syntax: str

    @property
    def wants_parts(self) -> bool:
        """Whether parts of a multipart message are meant."""
        return self.media_type == MULTIPART

    @property
    def kind(self) -> str:
        """The type of what is in it."""
        return self.inner_type if self.wants_parts else self.media_type


@lru_cache(maxsize=256)  # readers of many frames say the same each time
def wishes(accept: str) -> tuple[Wish, ...]:
    """What an Accept header takes, without what it rules out (``q=0``)."""
    return tuple(wish for part in _split(accept) if (wish := _parse(part)))


@lru_cache(maxsize=256)
def choose_form(accept: str, *, media_type: str, transfer_syntax: str) -> Form | None:
    """The form to send, or ``None`` where nothing we have is acceptable.

    What is stored goes out as it is wherever any of the wishes allows it; only a reader who
    accepts uncompressed octets alone has a frame decoded.

    Args:
        accept: the Accept header; empty means anything.
        media_type: of the stored frame, such as ``image/jphc``.
        transfer_syntax: UID of the stored frame's syntax.
    """
    found = wishes(accept)
    for wish in found:
        if _takes_stored(wish, media_type, transfer_syntax):
            return Form.STORED_IN_PARTS if wish.wants_parts else Form.STORED
    for wish in found:
        if wish.kind == OCTETS and wish.transfer_syntax in {"", EXPLICIT_LITTLE_ENDIAN}:
            return Form.RAW_IN_PARTS if wish.wants_parts else Form.RAW
    return None if found else Form.STORED_IN_PARTS


@dataclass(frozen=True)
class ObjectForm:
    """How DICOM objects go out.

    Attributes:
        in_parts: as parts of a multipart message.
        is_raw: in Explicit VR Little Endian; else in the syntax they are kept in.
    """

    in_parts: bool
    is_raw: bool


def choose_object_form(
    accept: str, *, syntaxes: Iterable[str], is_single: bool
) -> ObjectForm | None:
    """How objects kept in ``syntaxes`` go out, or ``None`` where no form of them is acceptable.

    A type without ``transfer-syntax`` means Explicit VR Little Endian (PS3.18 section 8.7.3.5.2);
    ``*`` takes what is kept, and so does a reader who named no type at all.

    Args:
        accept: the Accept header.
        syntaxes: UIDs of the stored syntaxes.
        is_single: one object alone, which needs no parts around it.
    """
    kept = frozenset(syntaxes)
    for wish in wishes(accept) or (Wish("*/*", "", "*"),):
        if wish.kind not in {DICOM, *_ANY} or not (
            wish.wants_parts or is_single or wish.kind in _ANY
        ):
            continue
        in_parts = wish.media_type != DICOM
        syntax = "*" if wish.kind in _ANY and not wish.transfer_syntax else wish.transfer_syntax
        if syntax == "*" or kept <= {syntax}:
            return ObjectForm(in_parts, is_raw=False)
        if syntax in {"", EXPLICIT_LITTLE_ENDIAN}:
            return ObjectForm(in_parts, is_raw=True)
    return None


def accepts(accept: str, media_types: Iterable[str]) -> bool:
    """Whether a reader takes one of ``media_types``, alone or as parts."""
    found = wishes(accept)
    known = {*media_types, *_ANY}
    return not found or any(
        w.kind in known or (w.kind == "image/*" and JPEG in known) for w in found
    )


def wants_parts(accept: str) -> bool:
    """Whether the first thing a reader takes is a multipart message."""
    found = wishes(accept)
    return bool(found) and found[0].wants_parts


def _takes_stored(wish: Wish, media_type: str, transfer_syntax: str) -> bool:
    syntax_fits = wish.transfer_syntax in {"*", transfer_syntax}
    if wish.kind == OCTETS:
        return syntax_fits or (media_type == OCTETS and not wish.transfer_syntax)
    named = wish.kind in _ANY or wish.kind in {media_type, "image/*"}
    return named and (syntax_fits or not wish.transfer_syntax)


def _split(accept: str) -> list[str]:
    parts, quoted, start = [], False, 0
    for place, letter in enumerate(accept):
        if letter == '"':
            quoted = not quoted
        elif letter == "," and not quoted:
            parts.append(accept[start:place])
            start = place + 1
    return [*parts, accept[start:]]


def _parse(part: str) -> Wish | None:
    media_type, *pieces = (piece.strip() for piece in part.split(";"))
    parameters = {
        name.strip().lower(): value.strip().strip('"')
        for name, _, value in (piece.partition("=") for piece in pieces)
    }
    if not media_type or _ZERO.fullmatch(parameters.get("q", "")):
        return None
    return Wish(
        media_type.lower(),
        parameters.get("type", "").lower(),
        parameters.get("transfer-syntax", ""),
    )
