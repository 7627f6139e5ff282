"""Backups: folders of files with their hashes, there whole or not at all.

``<folder>/<time>/`` is one backup: ``files.sha256`` names every file with its SHA-256, as the tool
``sha256sum`` writes and checks it, and ``backup.json`` says when it was made, until when it may be
kept, and the SHA-256 of that list. It is written under another name and gets its own in one rename.
Files that never change are given a second name instead of a second copy, where an earlier backup
of the same library in the same folder has them.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final

from readingroom.kernel.errors import InvalidInput, StateConflict
from readingroom.storage.files import make_folder, sync_folder, write_atomically

HEAD: Final = "backup.json"
LIST: Final = "files.sha256"
_LOCK: Final = ".backups.lock"
_DRAFT: Final = ".backup-draft-"
_FORM: Final = 1
_PIECE: Final = 1 << 20
_HASH_DIGITS: Final = 64
_NO_BACKUP: Final = (
    "This is no backup, or it was never finished. Give one of the folders that "
    "“readingroom backup list” names."
)
_DAMAGED: Final = (
    "This backup is damaged: a file in it is missing or is not what was written. Use another."
)
_OTHER_FORM: Final = "This backup was made by a later version of Reading Room. Install that first."
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Head:
    """What a backup says of itself.

    Attributes:
        library: tells backups of one library from those of another.
        made_at, ends_at: when, and from when on it is to be destroyed; with a time zone.
        version: of the program.
        files, size: how many files there are, and their bytes.
        listed: SHA-256 of the list.
    """

    library: str
    made_at: datetime
    ends_at: datetime
    version: str
    files: int
    size: int
    listed: str


@dataclass(frozen=True)
class Backup:
    """A backup that is whole."""

    path: Path
    head: Head

    def has_ended(self, *, now: datetime, keep: timedelta) -> bool:
        """Whether it is past the time it was made for, or past what is kept today."""
        return now >= min(self.head.ends_at, self.head.made_at + keep)


@dataclass
class Draft:
    """A backup being written, in a folder that is no backup yet."""

    path: Path
    earlier: Path | None = None
    hashes: dict[str, str] = field(default_factory=dict)
    size: int = 0
    known: Mapping[str, str] = field(default_factory=dict)

    def take(self, source: Path, name: str) -> str:
        """Copy a file into the backup as ``name``; its SHA-256.

        Raises:
            OSError: it can't be read, or the disk is full.
        """
        target = self.path / name
        make_folder(target.parent)
        with source.open("rb") as read:
            digest = _copy(read, target)
        return self._note(name, digest)

    def take_constant(self, source: Path, name: str) -> str:
        """As ``take``, of a file that never changes: an earlier backup's copy serves again."""
        target, before = self.path / name, self.earlier and self.earlier / name
        known = self.known.get(name)
        if not (known and before and _is_alike(before, source)):
            return self.take(source, name)
        make_folder(target.parent)
        try:
            target.hardlink_to(before)
        except OSError:  # the disk has no second names
            return self.take(source, name)
        return self._note(name, known)

    def adopt(self, name: str) -> str:
        """Take in a file that was written where the backup has it; its SHA-256."""
        with (self.path / name).open("rb") as read:
            os.fsync(read.fileno())
            digest = hashlib.file_digest(read, "sha256").hexdigest()
        return self._note(name, digest)

    def publish(
        self, *, library: str, made_at: datetime, ends_at: datetime, version: str
    ) -> Backup:
        """Make it a backup.

        Raises:
            StateConflict: there is one of the same second.
        """
        listing = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.hashes.items()))
        write_atomically(self.path / LIST, [listing.encode()])
        head = Head(
            library=library,
            made_at=made_at,
            ends_at=ends_at,
            version=version,
            files=len(self.hashes),
            size=self.size,
            listed=hashlib.sha256(listing.encode()).hexdigest(),
        )
        write_atomically(self.path / HEAD, [_head_to_json(head)])
        place = self.path.parent / f"{made_at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"
        if place.exists():
            raise StateConflict("A backup was made this very second. Try again.")
        self.path.rename(place)
        sync_folder(place.parent)
        return Backup(place, head)

    def _note(self, name: str, digest: str) -> str:
        self.hashes[name] = digest
        self.size += (self.path / name).stat().st_size
        return digest


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Be the only one who adds to this folder or removes from it; drafts of the dead are removed.

    Raises:
        StateConflict: another process is at it.
    """
    make_folder(folder)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StateConflict("Another process is at these backups. Wait for its end.") from error
        for dead in folder.glob(f"{_DRAFT}*"):
            shutil.rmtree(dead)
        yield


@contextmanager
def draft_in(folder: Path, *, library: str, now: datetime) -> Iterator[Draft]:
    """A draft of a backup, gone at the end unless it was published. Within ``alone_in`` only."""
    path = folder / f"{_DRAFT}{now.astimezone(UTC):%Y%m%dT%H%M%S%f}"
    path.mkdir(mode=0o700)
    earlier = next((b for b in reversed(backups_in(folder)) if b.head.library == library), None)
    draft = Draft(path, earlier.path if earlier else None)
    if earlier is not None:
        draft.known = listed(earlier)
    try:
        yield draft
    finally:
        shutil.rmtree(path, ignore_errors=True)


def backups_in(folder: Path) -> list[Backup]:
    """All that are whole, oldest first."""
    found = []
    for head in folder.glob(f"[0-9]*/{HEAD}"):
        try:
            found.append(read_backup(head.parent))
        except InvalidInput:
            continue
    return sorted(found, key=lambda backup: backup.head.made_at)


def read_backup(path: Path) -> Backup:
    """The backup in this folder.

    Raises:
        InvalidInput: there is none, or it is not whole.
    """
    try:
        said = json.loads((path / HEAD).read_bytes())
        form = said.pop("form")
        if form > _FORM:
            raise InvalidInput(_OTHER_FORM)
        head = _head_of(said)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInput(_NO_BACKUP) from error
    return Backup(path, head)


def read_backup_or_newest(path: Path) -> Backup:
    """The backup in this folder, or the newest of those below it.

    Raises:
        InvalidInput: there is none.
    """
    below = [] if (path / HEAD).exists() else backups_in(path)
    return below[-1] if below else read_backup(path)


def listed(backup: Backup) -> dict[str, str]:
    """Names of all files of a backup, and the SHA-256 of each.

    Raises:
        InvalidInput: the list is not the one that was written, or leads out of the backup.
    """
    try:
        text = (backup.path / LIST).read_bytes()
    except OSError as error:
        raise InvalidInput(_DAMAGED) from error
    if hashlib.sha256(text).hexdigest() != backup.head.listed:
        raise InvalidInput(_DAMAGED)
    found = {}
    for line in text.decode().splitlines():
        digest, _, name = line.partition("  ")
        if len(digest) != _HASH_DIGITS or not _stays_inside(name):
            raise InvalidInput(_DAMAGED)
        found[name] = digest
    return found


def check(backup: Backup, tell: Tell) -> None:
    """Read every file of a backup. ``tell`` hears how many were read.

    Raises:
        InvalidInput: one is missing, or is not what was written.
    """
    for done, (name, digest) in enumerate(listed(backup).items(), start=1):
        try:
            with (backup.path / name).open("rb") as read:
                is_same = hashlib.file_digest(read, "sha256").hexdigest() == digest
        except OSError as error:
            raise InvalidInput(_DAMAGED) from error
        if not is_same:
            raise InvalidInput(_DAMAGED)
        tell(done)


def bring_out(backup: Backup, target: Path, tell: Tell) -> None:
    """Copy every file of a backup below ``target``, each proven by its hash.

    Raises:
        InvalidInput: one is missing, or is not what was written.
        OSError: the disk is full.
    """
    for done, (name, digest) in enumerate(listed(backup).items(), start=1):
        place = target / name
        make_folder(place.parent)
        try:
            read = (backup.path / name).open("rb")
        except OSError as error:
            raise InvalidInput(_DAMAGED) from error
        with read:
            if _copy(read, place) != digest:
                raise InvalidInput(_DAMAGED)
        tell(done)


def destroy(backup: Backup) -> None:
    """Remove a backup: from the first moment on it is none any more."""
    (backup.path / HEAD).unlink()
    sync_folder(backup.path)
    going = backup.path.with_name(f"{_DRAFT}{backup.path.name}")
    backup.path.rename(going)
    shutil.rmtree(going)
    sync_folder(going.parent)


def _copy(read: BinaryIO, target: Path) -> str:
    """Write what is left to read to a new file, durably; its SHA-256."""
    digest = hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as write:
        while piece := read.read(_PIECE):
            digest.update(piece)
            write.write(piece)
        write.flush()
        os.fsync(write.fileno())
    return digest.hexdigest()


def _is_alike(before: Path, source: Path) -> bool:
    try:
        return before.stat().st_size == source.stat().st_size
    except OSError:
        return False


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts


def _head_to_json(head: Head) -> bytes:
    said: dict[str, Any] = {"form": _FORM, **asdict(head)}
    for name in ("made_at", "ends_at"):
        said[name] = said[name].astimezone(UTC).isoformat()
    return json.dumps(said, indent=1).encode()


def _head_of(said: dict[str, Any]) -> Head:
    made_at, ends_at = (datetime.fromisoformat(said.pop(n)) for n in ("made_at", "ends_at"))
    if made_at.tzinfo is None or ends_at.tzinfo is None:
        raise ValueError("no time zone")
    head = Head(made_at=made_at, ends_at=ends_at, **said)
    kinds = (head.files, int), (head.size, int), (head.library, str), (head.listed, str)
    if not all(isinstance(value, kind) for value, kind in kinds):
        raise ValueError("kind")
    return head
