"""``readingroom learner``: what is kept of what someone learns, given to them or removed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.accounts.services.people import find_person
from readingroom.learning.personal import holdings
from readingroom.learning.personal_archive import FILE_NAME, archive_of
from readingroom.learning.services.personal import remove_everything


class Command(BaseCommand):
    """Works for whoever is at the machine, when someone asks for their data by letter."""

    help = "Give out or remove what is kept of what someone learns."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        export = verbs.add_parser("export", help="write all of it into a ZIP")
        export.add_argument("name", metavar="PERSON", help="what they sign in with")
        export.add_argument(
            "--to", type=Path, default=Path(FILE_NAME), metavar="FILE", help="where it is written"
        )
        remove = verbs.add_parser("remove", help="remove all that may be removed, for good")
        remove.add_argument("name", metavar="PERSON", help="what they sign in with")
        remove.add_argument(
            "--yes", action="store_true", help="do it; without this it says what would go"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what the verb says."""
        person = find_person(options["name"])
        if options["verb"] == "export":
            self._export(person, options["to"])
        else:
            self._remove(person, is_meant=options["yes"])

    def _export(self, person: Person, to: Path) -> None:
        if to.exists():
            raise CommandError("There is a file of this name already. Give another with --to.")
        to.write_bytes(archive_of(person, now=timezone.now()))
        self.stdout.write("Written. Give it to nobody but the person it is of.")

    def _remove(self, person: Person, *, is_meant: bool) -> None:
        if not is_meant:
            self.stdout.write("This would go, where there is any:")
            for one in holdings():
                if one.remove is not None:
                    self.stdout.write(f"  {one.title}")
            self.stdout.write("Nothing was removed. Say --yes to remove it for good.")
            return
        gone = remove_everything(person, actor=None, now=timezone.now())
        titles = {one.name: one.title for one in holdings()}
        for name, count in gone.items():
            self.stdout.write(f"  {count}  {titles[name]}")
        self.stdout.write("Removed." if gone else "There was nothing to remove.")
        for stays in dict.fromkeys(one.stays for one in holdings() if one.stays):
            self.stdout.write(stays)
