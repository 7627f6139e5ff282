"""What the pixel front says: status, headers, body."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

IMMUTABLE = "private, max-age=31536000, immutable"
REVALIDATE = "private, no-cache"
GUARDS = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
}


@dataclass(frozen=True)
class Answer:
    """A whole answer; bodies here are small enough to be sent in one piece."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def refusal(status: int, message: str, **headers: str) -> Answer:
    """An answer that says why not, never cached."""
    body = json.dumps({"error": message}, ensure_ascii=False).encode()
    always = {"content-type": "application/json", "cache-control": "no-store", **GUARDS}
    return Answer(status, body, {**always, **headers})


def found(
    body: bytes, *, media_type: str, etag: str, asked: Mapping[bytes, str], cache: str, **more: str
) -> Answer:
    """``body``, or 304 where the reader has it already."""
    headers = {"etag": f'"{etag}"', "cache-control": cache, "vary": "accept, cookie", **GUARDS}
    if f'"{etag}"' in asked.get(b"if-none-match", ""):
        return Answer(304, b"", headers)
    return Answer(200, body, {"content-type": media_type, **headers, **more})
