"""Putting a backup back into an empty data folder, without what was erased since it was made.

Everything is brought into ``restoring`` below the data folder first, each file proven by its hash.
There a process of its own, with the secret of the backup, follows the ledgers of erasures. Only
then do the folders get their places, the database last: until that moment there is no library, so
nobody is ever shown what was erased.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command

from readingroom.cases.services.backup import DATABASE, LEDGER, RESTORING, kept_for
from readingroom.cases.services.erase_ledger import append_lines, read_lines
from readingroom.cases.services.erase_replay import Replayed, replay_erasures
from readingroom.infra import audit, events, faults
from readingroom.infra.standing import is_up_to_date
from readingroom.infra.terminal import OnProgress
from readingroom.kernel.errors import InvalidInput, StateConflict, Unavailable
from readingroom.storage import backups
from readingroom.storage.backups import Backup
from readingroom.storage.files import sync_folder, write_atomically

_READY: Final = ".ready"
_OWN: Final = frozenset({"secret", "tmp", "locks", RESTORING})  # also of a folder never used
_NOT_EMPTY: Final = (
    "There is a library in this data folder, or something else. A backup is put back into an "
    "empty folder alone: choose one with READINGROOM_DATA, or move away what is there."
)


def restore_backup(path: Path, *, ledger: Path | None, now: datetime, tell: OnProgress) -> Backup:
    """Make the library of a backup the library of this data folder. Cut short, it is done again.

    Args:
        ledger: a copy of the ledger of erasures that was kept elsewhere. Those of later backups
            of the same library beside this one are followed in any case.

    Raises:
        InvalidInput: no backup, a damaged one, one whose time is over, or no ledger.
        StateConflict: the data folder is not empty.
        Unavailable: what was erased could not be erased again; nothing was put back.
        OSError: the disk is full.
    """
    backup = backups.read_backup_or_newest(path)
    if backup.has_ended(now=now, keep=kept_for()):
        raise InvalidInput(
            "The time of this backup is over, so it may hold what had to be gone by now. "
            "Destroy it with `readingroom backup expire`, and use a later one."
        )
    if ledger is not None and not ledger.is_file():
        raise InvalidInput("There is no such file. Give the copy of the file “erasures” you kept.")
    data: Path = settings.READINGROOM_DATA
    stage = data / RESTORING
    _check_empty(data, stage)
    if not _is_ready(stage, backup):
        _prepare(stage, backup, ledger, tell)
    _put_in_place(stage, data)
    return backup


def settle(*, now: datetime) -> Replayed:
    """Bring a folder that was put back up to date, in a process that runs with its secret.

    Whoever was signed in has to sign in again, what was erased since is erased again, and copies
    that no backup holds are asked for anew.

    Raises:
        Unavailable: something could not be destroyed now.
    """
    if not is_up_to_date():
        call_command("migrate", verbosity=0, interactive=False)
    Session.objects.all().delete()
    audit.record("library.restored", subject="library", at=now)
    replayed = replay_erasures(now=now)
    events.publish(events.EraseCopies())
    return replayed


def _check_empty(data: Path, stage: Path) -> None:
    if (data / DATABASE).exists():
        if stage.exists():
            shutil.rmtree(stage)  # of a restore that was cut short at its very end
        raise StateConflict(_NOT_EMPTY)
    if not stage.exists() and any(entry.name not in _OWN for entry in data.iterdir()):
        raise StateConflict(_NOT_EMPTY)


def _is_ready(stage: Path, backup: Backup) -> bool:
    """Whether this very backup was brought in before, and only has to get its place."""
    try:
        return (stage / _READY).read_text() == backup.head.listed
    except OSError:
        return False


def _prepare(stage: Path, backup: Backup, ledger: Path | None, tell: OnProgress) -> None:
    if stage.exists():
        shutil.rmtree(stage)
    stage.mkdir(mode=0o700)
    try:
        total = backup.head.files
        backups.bring_out(backup, stage, lambda done: tell("Files put back", done, total))
        faults.reach("backup_brought_out")
        _check_database(stage / DATABASE)
        _gather_ledgers(stage / LEDGER, backup, ledger)
        _settle_in(stage)
        faults.reach("backup_settled")
        write_atomically(stage / _READY, [backup.head.listed.encode()])
    except Exception:
        shutil.rmtree(stage, ignore_errors=True)
        raise


def _check_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        try:
            is_whole = database.execute("PRAGMA quick_check").fetchone() == ("ok",)
        except sqlite3.DatabaseError:
            is_whole = False
    if not is_whole:
        raise InvalidInput("The database of this backup is damaged. Use another backup.")


def _gather_ledgers(target: Path, backup: Backup, ledger: Path | None) -> None:
    """All that any ledger says was erased: this backup's, those beside it, and the one given."""
    beside = [
        other.path / LEDGER
        for other in backups.backups_in(backup.path.parent)
        if other.head.library == backup.head.library and other.path != backup.path
    ]
    for path in [*beside, ledger] if ledger is not None else beside:
        append_lines(read_lines(path), path=target)


def _settle_in(stage: Path) -> None:
    """Run ``settle`` in a process whose data folder is ``stage``; then fold its database."""
    environment = {**os.environ, "READINGROOM_DATA": str(stage)}  # noqa: TID251  # the child's own
    command = [sys.executable, "-m", "readingroom", "backup", "settle"]
    done = subprocess.run(command, env=environment, check=False)  # noqa: S603  # our own command
    if done.returncode:
        raise Unavailable(
            "What was erased since the backup was made could not be erased again, so nothing was "
            "put back. What went wrong is said above."
        )
    with closing(sqlite3.connect(stage / DATABASE)) as database:
        database.execute("PRAGMA journal_mode=DELETE")


def _put_in_place(stage: Path, data: Path) -> None:
    """Give every entry its place, the database last. Doing it again goes on where it was cut."""
    entries = [e for e in stage.iterdir() if e.name not in {_READY, DATABASE, "tmp", "locks"}]
    for entry in entries:
        entry.replace(data / entry.name)
        faults.reach("backup_moved")
    sync_folder(data)
    if (data / DATABASE).exists():
        raise StateConflict(_NOT_EMPTY)
    (stage / DATABASE).replace(data / DATABASE)
    sync_folder(data)
    shutil.rmtree(stage)
