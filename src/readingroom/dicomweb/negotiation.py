"""Which form of a frame a reader asked for.

Source: PS3.18 (2024b) sections 8.7.3 (media types and transfer syntaxes) and 8.7.8 (Accept).
"""

from dataclasses import dataclass
from enum import Enum

EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"
OCTETS = "application/octet-stream"
_MULTIPART = "multipart/related"
_ANY = frozenset({"*/*", "*", ""})


class Form(Enum):
    """How a frame goes out."""

    STORED = "stored"
    STORED_IN_PARTS = "stored, multipart"
    RAW = "raw"
    RAW_IN_PARTS = "raw, multipart"


@dataclass(frozen=True)
class _Wish:
    media_type: str
    inner_type: str
    transfer_syntax: str

    @property
    def wants_parts(self) -> bool:
        return self.media_type == _MULTIPART

    @property
    def kind(self) -> str:
        return self.inner_type if self.wants_parts else self.media_type


def choose_form(accept: str, *, media_type: str, transfer_syntax: str) -> Form | None:
    """The form to send, or ``None`` where nothing we have is acceptable.

    What is stored goes out as it is wherever any of the wishes allows it; only a reader who
    accepts uncompressed octets alone has a frame decoded.

    Args:
        accept: the Accept header; empty means anything.
        media_type: of the stored frame, such as ``image/jphc``.
        transfer_syntax: UID of the stored frame's syntax.
    """
    wishes = [wish for part in _split(accept) if (wish := _parse(part))]
    for wish in wishes:
        if _takes_stored(wish, media_type, transfer_syntax):
            return Form.STORED_IN_PARTS if wish.wants_parts else Form.STORED
    for wish in wishes:
        if wish.kind == OCTETS and wish.transfer_syntax in {"", EXPLICIT_LITTLE_ENDIAN}:
            return Form.RAW_IN_PARTS if wish.wants_parts else Form.RAW
    return None if wishes else Form.STORED_IN_PARTS


def _takes_stored(wish: _Wish, media_type: str, transfer_syntax: str) -> bool:
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


def _parse(part: str) -> _Wish | None:
    media_type, *pieces = (piece.strip() for piece in part.split(";"))
    parameters = {
        name.strip().lower(): value.strip().strip('"')
        for name, _, value in (piece.partition("=") for piece in pieces)
    }
    if not media_type or parameters.get("q") in {"0", "0.0", "0.00", "0.000"}:
        return None
    return _Wish(
        media_type.lower(),
        parameters.get("type", "").lower(),
        parameters.get("transfer-syntax", ""),
    )
