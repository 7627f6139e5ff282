"""``readingroom institution``: the hospitals and schools that people belong to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from readingroom.accounts.services.institutions import add_institution, institutions


class Command(BaseCommand):
    """Runs as whoever is at the machine."""

    help = "Add or list the institutions that people belong to."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="a hospital, department or school")
        add.add_argument("name", metavar="NAME")
        add.add_argument(
            "--code", default="", help="a short form to type; made from the name if left out"
        )
        verbs.add_parser("list", help="all of them, with how many people each has")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what the verb says."""
        if options["verb"] == "add":
            made = add_institution(options["name"], code=options["code"], now=timezone.now())
            self.stdout.write(f"{made.name} was added. Its code is {made.code}.")
            return
        known = institutions()
        if not known:
            self.stdout.write("There is no institution yet.")
        for each in known:
            count = each.people_count  # type: ignore[attr-defined]  # annotated by the service
            people = "1 person" if count == 1 else f"{count} people"
            self.stdout.write(f"{each.code or '-':<32}  {each.name}, {people}")
