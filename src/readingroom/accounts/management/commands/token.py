"""``readingroom token``: keys with which programs send studies in someone's name."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from readingroom.accounts.services import api_tokens
from readingroom.accounts.services.people import find_person


class Command(BaseCommand):
    """Prints a token to the terminal only, once; it is never logged."""

    help = "Add, list or end keys with which programs send studies in someone's name."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="make one; it is shown this once")
        add.add_argument("name", metavar="PERSON")
        add.add_argument("--label", default="", help="what it is for, in your own words")
        verbs.add_parser("list", help="which there are, and whose")
        verbs.add_parser("end", help="let one open nothing any more").add_argument("key")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what the verb says."""
        if options["verb"] == "add":
            person = find_person(options["name"])
            token = api_tokens.issue_token(person, label=options["label"], now=timezone.now())
            self.stdout.write(token)
            self.stderr.write("Keep it like a password: it is not shown again.")
        elif options["verb"] == "list":
            for each in api_tokens.tokens():
                whose = each.person.username
                self.stdout.write(f"{each.key}  {whose}  {each.created_at:%d %B %Y}  {each.label}")
        else:
            self._end(options["key"])

    def _end(self, text: str) -> None:
        try:
            key = UUID(text)
        except ValueError:
            raise CommandError("Give a key from `readingroom token list`.") from None
        api_tokens.end_token(key, now=timezone.now())
        self.stdout.write("It opens nothing any more.")
