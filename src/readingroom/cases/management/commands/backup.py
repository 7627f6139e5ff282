"""``readingroom backup``: copying the whole library, putting a copy back, destroying old ones."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from readingroom.cases.services.backup import end_backups, kept_for, make_backup
from readingroom.cases.services.backup_restore import restore_backup, settle
from readingroom.infra.terminal import progress_on
from readingroom.storage import backups
from readingroom.storage.backups import Backup

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")
_STEP = 1024


class Command(BaseCommand):
    """Works for whoever is at the machine."""

    help = "Copy the whole library; put a copy back; destroy copies whose time is over."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, meaning in (
            ("create", "copy the library into a new folder below this one"),
            ("list", "print a line for each backup in this folder"),
            ("expire", "destroy the backups in this folder whose time is over"),
        ):
            verbs.add_parser(verb, help=meaning).add_argument("folder", type=Path)
        checked = verbs.add_parser("check", help="read every file of a backup, and compare")
        restored = verbs.add_parser("restore", help="put a backup back into an empty data folder")
        for one in (checked, restored):
            one.add_argument("backup", type=Path, help="one backup, or a folder: its newest")
        restored.add_argument(
            "--ledger",
            type=Path,
            metavar="FILE",
            help="a copy of the file “erasures” that was kept elsewhere, to be followed too",
        )
        verbs.add_parser("settle", help="what `restore` runs by itself; alone it changes nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what the verb says."""
        getattr(self, f"_{options['verb']}")(options)

    def _create(self, options: dict[str, Any]) -> None:
        with progress_on() as tell:
            made = make_backup(options["folder"], now=timezone.now(), tell=tell)
        self._receipt("The library is copied.", made.backup)
        if made.ended:
            self.stdout.write(f"Earlier backups destroyed, their time over: {made.ended}")
        if made.damaged:
            raise CommandError(
                f"Files of images that are missing or damaged in the library itself: {made.damaged}"
                ". Look for them in an earlier backup before its time is over."
            )

    def _list(self, options: dict[str, Any]) -> None:
        found = backups.backups_in(options["folder"])
        for backup in found:
            until = f"until {backup.head.ends_at:%Y-%m-%d}"
            size = _size(backup.head.size)
            self.stdout.write(f"{backup.path.name}  {until}  {backup.head.files} files  {size}")
        if not found:
            self.stdout.write("There is no backup in this folder.")

    def _expire(self, options: dict[str, Any]) -> None:
        ended = end_backups(options["folder"], now=timezone.now())
        days = kept_for().days
        self.stdout.write(f"Backups destroyed: {ended}. None here is older than {days} days.")

    def _check(self, options: dict[str, Any]) -> None:
        backup = backups.read_backup_or_newest(options["backup"])
        with progress_on() as tell:
            total = backup.head.files
            backups.check(backup, lambda done: tell("Files read", done, total))
        self._receipt("The backup is whole: every file is what was written.", backup)

    def _restore(self, options: dict[str, Any]) -> None:
        with progress_on() as tell:
            backup = restore_backup(
                options["backup"], ledger=options["ledger"], now=timezone.now(), tell=tell
            )
        self._receipt("The library is as it was, without what was erased since.", backup)
        self.stdout.write(
            "Files that waited in quarantine are not in a backup: whoever sent them is asked to "
            "send them again.\nWho was signed in has to sign in again. Accounts that were deleted "
            "since are deleted again.\nTokens that were ended since the backup was made, roles "
            "that were taken and people who were let go\nare as they were then: look through them "
            "before you let anyone in."
        )

    def _settle(self, _options: dict[str, Any]) -> None:
        told = settle(now=timezone.now())
        self.stdout.write(
            f"Erased again: {told.cases} cases, {told.series} series of no case. "
            f"Accounts deleted again: {told.people}."
        )

    def _receipt(self, said: str, backup: Backup) -> None:
        head = backup.head
        self.stdout.write(
            f"{said}\n"
            f"  backup    {backup.path}\n"
            f"  made      {head.made_at:%Y-%m-%d %H:%M:%S} UTC, by Reading Room {head.version}\n"
            f"  keep      until {head.ends_at:%Y-%m-%d}, then `backup expire` destroys it\n"
            f"  holds     {head.files} files, {_size(head.size)}\n"
            f"  SHA-256   {head.listed} of its list of files"
        )


def _size(count: int) -> str:
    size, unit = float(count), 0
    while size >= _STEP and unit < len(_UNITS) - 1:
        size, unit = size / _STEP, unit + 1
    return f"{count} bytes" if not unit else f"{size:.1f} {_UNITS[unit]}"
