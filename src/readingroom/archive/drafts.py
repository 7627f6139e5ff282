"""Files that come over the network, while they are not whole: apart from everything, for one owner.

A draft is locked by the process that writes it. One that nobody holds was left by a process that
died; nothing was promised of it.
"""

import contextlib
import fcntl
import os
import shutil
from pathlib import Path
from typing import Final

from readingroom.archive.digests import FILE_BYTES, running_digest
from readingroom.imaging.headline import HEAD_BYTES
from readingroom.kernel.errors import Unavailable
from readingroom.kernel.ids import new_key
from readingroom.storage.files import sync_folder

_PRIVATE: Final = 0o700
_NO_ROOM: Final = (
    "The disk of the library is full. Nothing of this was kept; send it again once there is room."
)


class OutOfRoom(Unavailable):
    """The disk takes no more."""

    code = "out_of_room"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(_NO_ROOM, detail=detail)


class Draft:
    """One file being received: written, measured and digested as its bytes come.

    Attributes:
        size_bytes: what came so far.
        head: its first bytes, up to ``HEAD_BYTES``.
    """

    def __init__(self, folder: Path, secret: bytes) -> None:
        self.path = folder / f"{new_key()}.part"
        self.size_bytes = 0
        self.head = bytearray()
        self._mac = running_digest(secret, FILE_BYTES)
        self._file = -1
        try:
            self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except OSError as error:
            self.drop()
            raise OutOfRoom(detail=f"errno={error.errno}") from error

    def write(self, data: bytes | memoryview) -> None:
        """Add ``data``.

        Raises:
            OutOfRoom: the disk would not take it.
        """
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(self._file, left) :]
        except OSError as error:
            raise OutOfRoom(detail=f"errno={error.errno}") from error
        if self.size_bytes < HEAD_BYTES:
            self.head += data[: HEAD_BYTES - self.size_bytes]
        self.size_bytes += len(data)
        self._mac.update(data)

    @property
    def digest(self) -> str:
        """The keyed digest of what came so far."""
        return self._mac.hexdigest()

    def sync(self) -> None:
        """Make what was written last through a power cut.

        Raises:
            OutOfRoom: the disk would not take it.
        """
        try:
            os.fsync(self._file)
        except OSError as error:
            raise OutOfRoom(detail=f"errno={error.errno}") from error

    def move_to(self, place: Path) -> None:
        """Put it where it belongs, on the same disk. It is open still: sync it, then close it.

        Raises:
            OutOfRoom: the disk would not take it.
        """
        try:
            self.path.rename(place)
        except OSError as error:
            raise OutOfRoom(detail=f"errno={error.errno}") from error

    def close(self) -> None:
        """Write no more."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def drop(self) -> None:
        """Remove it. Safe to call again, and after it was moved."""
        self.path.unlink(missing_ok=True)
        self.close()


class Spool:
    """The folder that drafts are in: ``<root>/incoming``.

    Args:
        root: the data folder.
        secret: what files are digested with.
        least_free_bytes: what must stay free on the disk.
    """

    def __init__(self, root: Path, secret: bytes, *, least_free_bytes: int) -> None:
        self.folder = root / "incoming"
        self._secret = secret
        self._least_free_bytes = least_free_bytes
        if not self.folder.is_dir():
            self.folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            sync_folder(root)

    def draft(self) -> Draft:
        """Begin a file.

        Raises:
            OutOfRoom: too little is free on the disk.
        """
        if not self.has_room():
            raise OutOfRoom(detail="least_free")
        return Draft(self.folder, self._secret)

    def has_room(self, more_bytes: int = 0) -> bool:
        """Whether ``more_bytes`` leave enough free on the disk."""
        return shutil.disk_usage(self.folder).free - more_bytes >= self._least_free_bytes


def remove_dead_drafts(root: Path) -> None:
    """Remove drafts whose writers died."""
    for path in (root / "incoming").glob("*.part"):
        with contextlib.suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
            finally:
                os.close(descriptor)
