"""``readingroom erasures``: what was erased, and erasing again what a backup brought back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from readingroom.cases.models import Erasure
from readingroom.cases.services.erase_replay import replay_erasures


class Command(BaseCommand):
    """Works for whoever is at the machine."""

    help = "List erased cases; erase again what a backup brought back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="print a line for each erased case")
        replayed = verbs.add_parser(
            "replay", help="erase again all that the ledger names; also ends what was cut short"
        )
        replayed.add_argument(
            "--ledger",
            type=Path,
            metavar="FILE",
            help="a copy of the file “erasures” that was kept elsewhere, to be followed too",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what the verb says."""
        getattr(self, f"_{options['verb']}")(options)

    def _list(self, _options: dict[str, Any]) -> None:
        rows = Erasure.objects.order_by("asked_at", "pk")
        for row in rows:
            when = f"{row.asked_at:%Y-%m-%d %H:%M} UTC"
            self.stdout.write(f"{row.short_number}  {when}  {row.reason:<8}  {row.stage}")
        if not rows:
            self.stdout.write("No case was erased.")

    def _replay(self, options: dict[str, Any]) -> None:
        told = replay_erasures(now=timezone.now(), ledger=options["ledger"])
        if options["ledger"]:
            self.stdout.write(f"New to the ledger of this library: {told.lines} lines.")
        self.stdout.write(
            f"Erased again: {told.cases} cases, {told.series} series of no case. "
            f"Accounts deleted again: {told.people}."
        )
        self.stdout.write(f"Brought to their end: {told.finished}. Nothing erased is left here.")
