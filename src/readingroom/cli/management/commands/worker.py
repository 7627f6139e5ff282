"""``readingroom worker``: do the work that waits in the queue."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from readingroom.cli.processes import end_with_parent


class Command(BaseCommand):
    """Takes waiting work until stopped; on start, takes up what a dead worker left."""

    help = "Do the work that waits in the queue, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("--once", action="store_true", help="stop when nothing waits")
        parser.add_argument(
            "--with-parent", action="store_true", help="stop when the starting process is gone"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the queue's own worker."""
        if options["with_parent"]:
            end_with_parent()
        call_command("sweep")
        call_command("db_worker", queue_name="*", batch=options["once"], interval=0.5)
