"""``readingroom sign-in-link``: a link that signs someone in, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from readingroom.accounts.services.administrators import ensure_administrator
from readingroom.accounts.services.people import find_person
from readingroom.accounts.services.sign_in_links import issue
from readingroom.kernel.errors import StateConflict


class Command(BaseCommand):
    """Prints the link to the terminal only; it is never logged."""

    help = "Print a link that signs someone in. It works once, for 15 minutes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the name."""
        parser.add_argument(
            "name", metavar="NAME", nargs="?", help="who; the first administrator if left out"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the link."""
        name = options.get("name")
        person = find_person(name) if name else ensure_administrator()
        if not person.is_active:
            raise StateConflict(
                f"{person.username} may not sign in. Run `readingroom person activate "
                f"{person.username}` first."
            )
        token = issue(person, now=timezone.now())
        self.stdout.write(f"{settings.READINGROOM_ADDRESS}/sign-in/{token}/")
