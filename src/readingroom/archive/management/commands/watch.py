"""``readingroom watch``: a folder that others put studies into."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from readingroom.accounts.actor import may_contribute
from readingroom.accounts.models import Person
from readingroom.accounts.services.administrators import ensure_administrator
from readingroom.archive.services.drop_folder import DropFolder
from readingroom.kernel.errors import Unavailable

_LOOK_EVERY_S = 2.0


class Command(BaseCommand):
    """Takes in what comes to rest in a folder until stopped; safe to stop at any moment."""

    help = (
        "Take in what is put into a folder. What was taken in is moved to its subfolder done or "
        "refused, with a note beside it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument(
            "--owner", metavar="USERNAME", help="whose it is; the administrator's if left out"
        )
        parser.add_argument(
            "--settle",
            type=float,
            default=10.0,
            metavar="SECONDS",
            help="how long nothing may change before it is taken in (10)",
        )
        parser.add_argument("--once", action="store_true", help="look once, then stop")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Look, wait, look again."""
        owner = self._owner(options["owner"])
        drop = DropFolder(options["folder"], owner=owner, settle_s=options["settle"])
        while True:
            try:
                for taken in drop.look(now=timezone.now(), clock_s=time.monotonic()):
                    # Its name is the sender's own, and may be a patient's: it is not printed.
                    self.stdout.write(f"{taken.place.parent.name}: {taken.note}")
            except Unavailable as trouble:
                self.stderr.write(f"{trouble.message} It is tried again.")
            if options["once"]:
                return
            time.sleep(_LOOK_EVERY_S)

    def _owner(self, username: str | None) -> Person:
        if not username:
            return ensure_administrator()
        person = Person.objects.filter(username=username, is_active=True).first()
        if person is None or not may_contribute(person):
            raise CommandError("There is nobody of that name who may send images.")
        return person
