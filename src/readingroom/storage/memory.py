"""Blobs in memory, for tests and for trying things out."""

from collections.abc import Iterable, Iterator

from readingroom.storage.base import absent, check_key, key_of


class MemoryBlobStore:
    """A ``BlobStore`` that forgets everything when it goes."""

    def __init__(self) -> None:
        self._blobs: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        """Store ``data`` and return its key."""
        key = key_of(data)
        self._blobs.setdefault(key, bytes(data))
        return key

    def put_parts(self, parts: Iterable[bytes]) -> str:
        """Store the concatenation of ``parts``."""
        return self.put(b"".join(parts))

    def read(self, key: str, start: int = 0, stop: int | None = None) -> bytes:
        """A range of the blob.

        Raises:
            NotFound: there is no such blob.
        """
        if check_key(key) not in self._blobs:
            raise absent()
        return self._blobs[key][start:stop]

    def exists(self, key: str) -> bool:
        """Whether the blob is there."""
        return check_key(key) in self._blobs

    def delete(self, key: str) -> None:
        """Remove the blob."""
        self._blobs.pop(check_key(key), None)

    def keys(self) -> Iterator[str]:
        """Every key."""
        return iter(list(self._blobs))
