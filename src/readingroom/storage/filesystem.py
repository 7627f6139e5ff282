"""Blobs in a folder: one file each, fanned out over 256 folders by the first byte of the key."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from readingroom.kernel.errors import Unavailable
from readingroom.storage.base import absent, check_key, key_of
from readingroom.storage.files import DRAFT_PREFIX, publish_draft, sync_folder


class FilesystemBlobStore:
    """A ``BlobStore`` below ``root``.

    A blob is written to a draft in ``root``, synced, renamed to its key, and the folder synced.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, key: str) -> Path:
        """Where the blob lies, or would."""
        return self._root / check_key(key)[:2] / key

    def put(self, data: bytes) -> str:
        """Store ``data`` and return its key.

        Raises:
            Unavailable: the disk would not take it.
        """
        key = key_of(data)
        return key if self.exists(key) else self.put_parts([data])

    def put_parts(self, parts: Iterable[bytes]) -> str:
        """Store the concatenation of ``parts``.

        Raises:
            Unavailable: the disk would not take it.
        """

        def fill(file: BinaryIO) -> Path:
            digest = hashlib.sha256()
            for part in parts:
                digest.update(part)
                file.write(part)
            return self.path(digest.hexdigest())

        return publish_draft(self._root, fill).name

    def read(self, key: str, start: int = 0, stop: int | None = None) -> bytes:
        """A range of the blob.

        Raises:
            NotFound: there is no such blob.
        """
        try:
            with self.path(key).open("rb") as file:
                file.seek(start)
                return file.read() if stop is None else file.read(max(0, stop - start))
        except FileNotFoundError:
            raise absent() from None

    def exists(self, key: str) -> bool:
        """Whether the blob is there."""
        return self.path(key).is_file()

    def delete(self, key: str) -> None:
        """Remove the blob."""
        self.path(key).unlink(missing_ok=True)

    def destroy(self, key: str) -> None:
        """Remove the blob for good: whoever still has its file open has nothing left to read.

        Raises:
            Unavailable: the disk would not let go of it.
        """
        path = self.path(key)
        try:
            os.truncate(path, 0)
            path.unlink()
            sync_folder(path.parent)
        except FileNotFoundError:
            return
        except OSError as error:
            raise Unavailable(
                "The disk of the library did not let go of what is to be erased. It is tried "
                "again; check who owns the data folder.",
                detail=f"errno={error.errno}",
            ) from error

    def keys(self) -> Iterator[str]:
        """Every key."""
        return (file.name for file in self._root.glob("[0-9a-f][0-9a-f]/*") if file.is_file())

    def drafts(self) -> Iterator[Path]:
        """What writers that died left unfinished, and what living ones are at."""
        return self._root.glob(f"{DRAFT_PREFIX}*")
