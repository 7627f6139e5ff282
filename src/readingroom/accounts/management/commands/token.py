"""``readingroom token``: keys with which programs send studies in someone's name."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from readingroom.accounts.models import Scope
from readingroom.accounts.services import api_tokens
from readingroom.accounts.services.people import find_person

_MOST_DAYS = 3650


class Command(BaseCommand):
    """Prints a token to the terminal only, once; it is never logged."""

    help = "Add, list or end keys with which programs send studies in someone's name."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="make one; it is shown this once")
        add.add_argument("name", metavar="PERSON")
        add.add_argument("--label", default="", help="what it is for, in your own words")
        add.add_argument(
            "--scope",
            action="append",
            choices=Scope.values,
            help="what it may be used for, as often as needed; everything, if left out",
        )
        add.add_argument("--days", type=int, help="after which it ends; never, if left out")
        verbs.add_parser("list", help="which there are, and whose")
        verbs.add_parser("end", help="let one open nothing any more").add_argument("key")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what the verb says."""
        if options["verb"] == "add":
            person = find_person(options["name"])
            token = api_tokens.issue_token(
                person,
                label=options["label"],
                now=timezone.now(),
                scopes=[Scope(each) for each in options["scope"] or Scope.values],
                lifetime=_lifetime(options["days"]),
            )
            self.stdout.write(token)
            self.stderr.write("Keep it like a password: it is not shown again.")
        elif options["verb"] == "list":
            for each in api_tokens.tokens():
                whose, scopes = each.person.username, ",".join(each.scopes)
                ends = f"{each.expires_at:%d %B %Y}" if each.expires_at else "no end"
                made = f"{each.created_at:%d %B %Y}"
                self.stdout.write(f"{each.key}  {whose}  {made}  {ends}  {scopes}  {each.label}")
        else:
            self._end(options["key"])

    def _end(self, text: str) -> None:
        try:
            key = UUID(text)
        except ValueError:
            raise CommandError("Give a key from `readingroom token list`.") from None
        api_tokens.end_token(key, now=timezone.now())
        self.stdout.write("It opens nothing any more.")


def _lifetime(days: int | None) -> timedelta | None:
    if days is None:
        return None
    if not 0 < days <= _MOST_DAYS:
        raise CommandError(f"Give a number of days from 1 to {_MOST_DAYS}.")
    return timedelta(days=days)
