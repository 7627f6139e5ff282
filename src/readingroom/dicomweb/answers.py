"""What the pixel front says: status, headers, body."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

IMMUTABLE = "private, max-age=31536000, immutable"
REVALIDATE = "private, no-cache"
NEVER = "no-store"
GUARDS = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
}


@dataclass(frozen=True)
class Answer:
    """A whole answer.

    Attributes:
        body: what is small enough to be sent in one piece.
        pieces: what comes after it, made while it is sent; its length is not known before.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Iterator[bytes] | None = None


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
