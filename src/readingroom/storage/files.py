"""Writing files so that they are there whole or not at all, also after a power cut."""

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from readingroom.kernel.errors import Unavailable

DRAFT_PREFIX = ".draft-"


def write_atomically(path: Path, parts: Iterable[bytes]) -> None:
    """Make ``path`` hold the concatenation of ``parts``: written beside it, synced, renamed.

    Raises:
        Unavailable: the disk would not take it.
    """

    def fill(file: BinaryIO) -> Path:
        for part in parts:
            file.write(part)
        return path

    publish_draft(path.parent, fill)


def publish_draft(folder: Path, fill: Callable[[BinaryIO], Path]) -> Path:
    """Let ``fill`` write a draft in ``folder`` and say where it belongs; put it there.

    The place must be on the same file system, in a folder that exists or can be made. Where the
    place is already taken by a file of the same name, the draft replaces it.

    Raises:
        Unavailable: the disk would not take it.
    """
    try:
        make_folder(folder)
        descriptor, name = tempfile.mkstemp(prefix=DRAFT_PREFIX, dir=folder)
        draft = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                place = fill(file)
                file.flush()
                os.fsync(file.fileno())
            make_folder(place.parent)
            draft.replace(place)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        sync_folder(place.parent)
    except OSError as error:
        raise Unavailable(
            "The disk of the library could not take what was to be stored. Is it full?",
            detail=f"errno={error.errno}",
        ) from error
    return place


def make_folder(folder: Path) -> None:
    """Make ``folder`` and its parents for the owner alone, and make their names durable."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
