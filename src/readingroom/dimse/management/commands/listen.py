"""``readingroom listen``: take in what a PACS sends."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from readingroom.archive.places import secrets
from readingroom.dimse.listener import Listener
from readingroom.dimse.rules import read_rules
from readingroom.infra.parent import end_with_parent


class Command(BaseCommand):
    """Takes objects in until stopped; a worker takes them along the route."""

    help = "Take in studies that a PACS sends (DICOM C-STORE), until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument(
            "--with-parent", action="store_true", help="stop when the starting process is gone"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Listen."""
        if options["with_parent"]:
            end_with_parent()
        env, rules = settings.ENV, read_rules(settings.READINGROOM_DATA)
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        listener = Listener(
            settings.READINGROOM_DATA,
            rules,
            (env.dicom_host, env.dicom_port),
            secret=secrets().deid,
            clock=timezone.now,
        )
        with listener:
            titles = ", ".join(rules.titles)
            self.stdout.write(
                f"Studies for {titles} are taken in at {env.dicom_host}:{env.dicom_port}"
                "   (Ctrl-C stops it)"
            )
            self.stdout.flush()
            stopped.wait()
