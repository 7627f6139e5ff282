"""``readingroom report``: what de-identification did to one submission."""

import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from readingroom.archive.deid_report.files import check_report_path, report_bytes
from readingroom.archive.deid_report.words import in_words
from readingroom.archive.services.deid_report import report_for
from readingroom.archive.steps.files import write_beside


class Command(BaseCommand):
    """Runs as whoever is at the machine."""

    help = "Tell what was removed, replaced, kept, masked and held in a submission, without values."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("key", metavar="KEY", help="of the submission, as its page has it")
        parser.add_argument(
            "--to", type=Path, metavar="FILE", help="write it here, as .json or .pdf"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print it, or write it."""
        try:
            key = UUID(options["key"])
        except ValueError:
            raise CommandError("Give the key of a submission.") from None
        target: Path | None = options["to"]
        if target:
            check_report_path(target)
        report = report_for(key, actor=None)
        if target:
            told_at = f"{timezone.now():%d %B %Y, %H:%M} UTC"
            data = report_bytes(report, target, title=f"submission {key}", told_at=told_at)
            write_beside(target, [data])
            return
        for line in in_words(report):
            sys.stdout.write(f"{line}\n")
