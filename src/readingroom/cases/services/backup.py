"""Copying the whole library while it is used, so that one day it can be put back.

The database is copied first, as it is at one moment; then the shelves, then the packs that both
name, and the ledger of erasures last: whatever was erased while the copy was made is in the ledger
that goes with it. Of files that a person has not released there is no copy: they name patients.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection

from readingroom import __version__
from readingroom.archive.digests import keyed_digest
from readingroom.archive.models import Instance
from readingroom.cases.services.departures import note_departures
from readingroom.cases.services.erase_ledger import ledger_path
from readingroom.infra import audit, faults
from readingroom.infra.standing import is_up_to_date
from readingroom.infra.terminal import OnProgress
from readingroom.kernel.errors import InvalidInput, NotFound, Unavailable
from readingroom.storage import backups
from readingroom.storage.backups import Backup, Draft

DATABASE: Final = "library.sqlite3"
LEDGER: Final = "erasures"
RESTORING: Final = "restoring"
_PACKS: Final = "blobs"
# What is under way, what names patients, and what can be made anew.
LEFT_OUT: Final = frozenset(
    {"tmp", "locks", "incoming", "quarantine", "search", "exports", LEDGER, RESTORING}
)


@dataclass(frozen=True)
class Made:
    """What came of it.

    Attributes:
        damaged: files of images that the library has no more, or not as they were filed.
        ended: how many earlier backups were destroyed because their time was over.
    """

    backup: Backup
    damaged: int
    ended: int


def make_backup(folder: Path, *, now: datetime, tell: OnProgress) -> Made:
    """Copy the library into a new folder below ``folder``; destroy backups whose time is over.

    Raises:
        NotFound: there is no library yet.
        InvalidInput: ``folder`` lies in the data folder.
        StateConflict: another process is at these backups.
        Unavailable: the database is damaged.
        OSError: a disk is full, or does not let us.
    """
    data: Path = settings.READINGROOM_DATA
    if not Path(connection.settings_dict["NAME"]).is_file():
        raise NotFound("There is no library here yet, so there is nothing to copy.")
    if folder.resolve().is_relative_to(data.resolve()):
        raise InvalidInput(
            "Choose a folder outside the data folder, best on another disk or machine: a backup "
            "must outlive what it is a backup of."
        )
    with backups.alone_in(folder):
        with backups.draft_in(folder, library=library_mark(), now=now) as draft:
            damaged = _fill(draft, data, tell)
            faults.reach("backup_filled")
            backup = draft.publish(
                library=library_mark(), made_at=now, ends_at=now + kept_for(), version=__version__
            )
        faults.reach("backup_made")
        ended = _destroy_ended(folder, now=now)
    _record("backup.made", backup, now, damaged=damaged)
    return Made(backup, damaged, ended)


def end_backups(folder: Path, *, now: datetime) -> int:
    """Destroy every backup in ``folder`` whose time is over; how many that were.

    Raises:
        StateConflict: another process is at these backups.
    """
    if not folder.is_dir():
        raise NotFound("There is no such folder. Give the one that holds your backups.")
    with backups.alone_in(folder):
        return _destroy_ended(folder, now=now)


def kept_for() -> timedelta:
    """How long a backup is kept."""
    return timedelta(days=settings.READINGROOM_BACKUP_DAYS)


def library_mark() -> str:
    """What tells backups of this library from those of another; nothing follows from it."""
    return keyed_digest(settings.READINGROOM_BACKUP_SECRET, "library", "")[:16]


def _fill(draft: Draft, data: Path, tell: OnProgress) -> int:
    """Copy everything; how many files of images were found damaged."""
    _copy_database(draft)
    named = _packs_named(draft.path / DATABASE)
    entries = [e for e in data.iterdir() if _belongs(e.name) and e.name not in LEFT_OUT]
    for entry in sorted(entries, key=lambda entry: entry.name == _PACKS):
        names = list(_names(entry))
        for done, name in enumerate(names, start=1):
            _take(draft, data, name)
            faults.reach("backup_file_copied")
            tell(f"Copied of {entry.name}", done, len(names))
    if is_up_to_date():
        note_departures()
    if ledger_path().exists():
        draft.take(ledger_path(), LEDGER)
    copied = {
        name.rpartition("/")[2]
        for name, digest in draft.hashes.items()
        if name.startswith(f"{_PACKS}/") and name.endswith(digest)
    }
    absent = named - copied
    # What was erased while we copied is no damage.
    still_named = Instance.objects.filter(pack_key__in=absent).values_list("pack_key", flat=True)
    return len(set(still_named)) if absent else 0


def _copy_database(draft: Draft) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(draft.path / DATABASE)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise Unavailable("The database is damaged. Put back an earlier backup.")
    draft.adopt(DATABASE)


def _packs_named(database: Path) -> set[str]:
    """The packs that a copy of the database names."""
    with closing(sqlite3.connect(database)) as copy:
        rows = copy.execute("SELECT DISTINCT pack_key FROM archive_instance")
        return {key for (key,) in rows}


def _belongs(name: str) -> bool:
    """Whether this is a name of ours, not of a draft or of the database's own files."""
    return name.isprintable() and not name.startswith((".", DATABASE))


def _names(entry: Path) -> Iterator[str]:
    """Every file of an entry of the data folder, by its path below that folder."""
    if entry.is_file():
        yield entry.name
    for home, folders, files in os.walk(entry):
        folders[:] = filter(_belongs, folders)
        for name in filter(_belongs, files):
            yield str((Path(home) / name).relative_to(entry.parent))


def _take(draft: Draft, data: Path, name: str) -> None:
    take = draft.take_constant if name.startswith(f"{_PACKS}/") else draft.take
    try:
        take(data / name, name)
    except FileNotFoundError:  # erased or replaced meanwhile
        return


def _destroy_ended(folder: Path, *, now: datetime) -> int:
    ended = [b for b in backups.backups_in(folder) if b.has_ended(now=now, keep=kept_for())]
    for backup in ended:
        backups.destroy(backup)
        _record("backup.destroyed", backup, now)
    return len(ended)


def _record(action: str, backup: Backup, now: datetime, *, damaged: int = 0) -> None:
    """Tell the audit log, where the database has one of this version."""
    if is_up_to_date():
        name = backup.path.name.lower()
        audit.record(action, subject=name, at=now, codes={"damaged": damaged})
