"""What the pixel front says: status, headers, body."""

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from readingroom.dicomweb.shelves import Part

IMMUTABLE = "private, max-age=31536000, immutable"
REVALIDATE = "private, no-cache"
NEVER = "no-store"
BODILESS = frozenset({204, 304})
"""Statuses that no length goes with (RFC 9110 section 8.6)."""
GUARDS = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
}


class Enclosure(NamedTuple):
    """Headers of an answer, and what stands before and after its body."""

    headers: Mapping[str, str]
    around: tuple[bytes, bytes]


class Answer(NamedTuple):
    """A whole answer.

    Attributes:
        body: what is small enough to be sent in one piece.
        pieces: what comes after it, made while it is sent; its length is not known before.
        around: what stands before and after the body, which is copied only once so.
        part: the body where it lies in a pack, in place of one that was read.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = MappingProxyType({})
    pieces: Iterator[bytes] | None = None
    around: tuple[bytes, bytes] = (b"", b"")
    part: Part | None = None

    @property
    def size(self) -> int:
        """Bytes of all but the pieces."""
        length = self.part.span.length if self.part else len(self.body)
        return len(self.around[0]) + length + len(self.around[1])

    def whole(self, head: bytes = b"") -> bytes:
        """All that is sent in one piece, after ``head``."""
        return b"".join((head, self.around[0], self.body, self.around[1]))


def refusal(status: int, message: str, **headers: str) -> Answer:
    """An answer that says why not, never cached."""
    body = json.dumps({"error": message}, ensure_ascii=False).encode()
    always = {"content-type": "application/json", "cache-control": NEVER, **GUARDS}
    return Answer(status, body, {**always, **headers})


def found(
    body: bytes, *, media_type: str, etag: str, asked: Mapping[bytes, str], cache: str, **more: str
) -> Answer:
    """``body``, or 304 where the reader has it already."""
    headers = _headers(etag, cache)
    if has_it(etag, asked):
        return Answer(304, b"", headers)
    return Answer(200, body, {"content-type": media_type, **headers, **more})


def enclosure(etag: str, media_type: str, around: tuple[bytes, bytes]) -> Enclosure:
    """What something that never changes goes out in."""
    return Enclosure({"content-type": media_type, **_headers(etag, IMMUTABLE)}, around)


def enclosed(body: bytes | Part, kept: Enclosure) -> Answer:
    """``body``, in what is kept for it."""
    if isinstance(body, bytes):
        return Answer(200, body, kept.headers, around=kept.around)
    return Answer(200, b"", kept.headers, around=kept.around, part=body)


def streamed(
    pieces: Iterator[bytes], *, media_type: str, etag: str, asked: Mapping[bytes, str]
) -> Answer:
    """``pieces`` one after the other, or 304 where the reader has them already."""
    headers = _headers(etag, REVALIDATE)
    if has_it(etag, asked):
        return Answer(304, b"", headers)
    return Answer(200, b"", {"content-type": media_type, **headers}, pieces)


def has_it(etag: str, asked: Mapping[bytes, str]) -> bool:
    """Whether If-None-Match names what would be sent (RFC 9110 section 13.1.2)."""
    wanted = asked.get(b"if-none-match", "")
    return f'"{etag}"' in wanted or wanted.strip() == "*"


def _headers(etag: str, cache: str) -> dict[str, str]:
    return {"etag": f'"{etag}"', "cache-control": cache, "vary": "accept, cookie", **GUARDS}
