"""What a blob store promises: bytes, named by their content, written once."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from readingroom.kernel.errors import InvalidInput, NotFound

_KEY = re.compile(r"[0-9a-f]{64}")


class BlobStore(Protocol):
    """Immutable blobs under the SHA-256 of their content, in lower-case hex.

    Putting the same content twice is a no-op that gives the same key, so a step that is repeated
    after a crash changes nothing. A blob is there whole or not at all, and once ``put`` has
    returned it outlives a power cut.
    """

    def put(self, data: bytes) -> str:
        """Store ``data`` and return its key.

        Raises:
            Unavailable: the store can't take it now.
        """
        ...

    def put_parts(self, parts: Iterable[bytes]) -> str:
        """Store the concatenation of ``parts``, of which one is in memory at a time.

        Raises:
            Unavailable: the store can't take it now.
        """
        ...

    def read(self, key: str, start: int = 0, stop: int | None = None) -> bytes:
        """Bytes ``start`` up to, not including, ``stop`` (the end, if ``None``), as slicing does.

        Raises:
            NotFound: there is no such blob.
        """
        ...

    def exists(self, key: str) -> bool:
        """Whether the blob is there."""
        ...

    def delete(self, key: str) -> None:
        """Remove the blob; nothing happens if it is not there."""
        ...

    def keys(self) -> Iterator[str]:
        """Every key, in no order."""
        ...


def key_of(data: bytes) -> str:
    """The key that ``data`` is stored under."""
    return hashlib.sha256(data).hexdigest()


def check_key(key: str) -> str:
    """``key`` itself, if it is one, so that no other text can become part of a path.

    Raises:
        InvalidInput: it is not 64 lower-case hexadecimal digits.
    """
    if not _KEY.fullmatch(key):
        raise InvalidInput("That is not the key of anything stored here.")
    return key


def absent() -> NotFound:
    """The refusal for a key that nothing is stored under."""
    return NotFound("What was asked for is not stored here.")
