"""``readingroom demo``: the library with the demo case, served."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from readingroom.accounts.services.administrators import ensure_administrator
from readingroom.accounts.services.sign_in_links import LIFETIME, issue
from readingroom.cases.demo.build import find_demo_case, make_demo_case
from readingroom.infra.terminal import progress_on


class Command(BaseCommand):
    """Keeps what is there: the demo case is made once, and never again once it was."""

    help = "Make the library with the demo case, print how to sign in, and serve it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("--no-serve", action="store_true", help="make it, and stop")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make what is missing, then serve."""
        owner = ensure_administrator()
        if find_demo_case() is None:
            self.stderr.write("Making the demo library. This happens once.")
            with progress_on() as on_progress:
                make_demo_case(owner=owner, now=timezone.now(), on_progress=on_progress)
        if options["no_serve"]:
            return
        address = settings.READINGROOM_ADDRESS
        token = issue(owner, now=timezone.now())
        minutes = int(LIFETIME.total_seconds()) // 60
        self.stdout.write(
            f"\n  The library         {address}/\n"
            f"  Sign in, once       {address}/sign-in/{token}/\n"
            f"                      (as the administrator; the link works for {minutes} minutes)\n"
            f"  Everything is in    {settings.READINGROOM_DATA}\n"
        )
        self.stdout.flush()
        call_command("serve")
