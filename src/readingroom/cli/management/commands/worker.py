"""``readingroom worker``: do the work that waits in the queue."""

import threading
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from readingroom.archive.jobs import keep_house
from readingroom.cases.jobs import keep_times, take_up_erasures
from readingroom.cases.writing_jobs import keep_people
from readingroom.infra.parent import end_with_parent
from readingroom.search.follow import follow_library, follow_once
from readingroom.teaching.jobs import keep_records

HOUR_S = 3600


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
        keep_house.call()
        take_up_erasures.call()
        keep_people.call()
        keep_records.call()
        keep_times.call()
        if not options["once"]:
            threading.Thread(target=_keep_house_hourly, daemon=True).start()
            threading.Thread(target=follow_library, daemon=True).start()
        call_command("db_worker", queue_name="*", batch=options["once"], interval=0.5)
        if options["once"]:
            follow_once(compare=True)


def _keep_house_hourly() -> None:
    while True:
        time.sleep(HOUR_S)
        keep_house.enqueue()
        take_up_erasures.enqueue()
        keep_people.enqueue()
        keep_records.enqueue()
        keep_times.enqueue()
