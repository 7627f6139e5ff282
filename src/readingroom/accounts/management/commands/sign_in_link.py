"""``readingroom sign-in-link``: a link that signs the administrator in, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from readingroom.accounts.services.administrators import ensure_administrator
from readingroom.accounts.services.sign_in_links import issue


class Command(BaseCommand):
    """Prints the link to the terminal only; it is never logged."""

    help = "Print a link that signs the administrator in. It works once, for 15 minutes."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the link."""
        token = issue(ensure_administrator(), now=timezone.now())
        self.stdout.write(f"{settings.READINGROOM_ADDRESS}/sign-in/{token}/")
