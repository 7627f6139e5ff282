"""``readingroom ingest``: put studies in, and be told what became of every file."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from readingroom.accounts.services.administrators import ensure_administrator
from readingroom.archive.models import Submission
from readingroom.archive.progress_words import in_words
from readingroom.archive.selectors import studies_of
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receipt import Receipt, receipt_for
from readingroom.archive.services.receive import receive_paths
from readingroom.infra.terminal import progress_on

NAMES_SHOWN = 10
ALL_IN, SOME_NOT, NONE_IN = 0, 1, 2


class Command(BaseCommand):
    """Leaves with 0 where every file is in the library, 1 where some are not, 2 where none is."""

    help = "Put studies in: files, folders, ZIP archives, disc images. They are only read."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument(
            "--receipt",
            type=Path,
            metavar="FILE",
            help="also write the receipt here, with your own file names; keep it on your side",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take the paths in, along the whole route."""
        # Studies may come before the library was ever served.
        owner, now = ensure_administrator(), timezone.now()
        with progress_on() as bars:
            received = receive_paths(
                options["paths"], owner=owner, now=now, on_progress=in_words(bars)
            )
            process_submission(received.submission.key, now=now, on_progress=in_words(bars))
        receipt = receipt_for(received.submission)
        for line in in_print(receipt, received.names):
            self.stdout.write(line)
        for line in _what_is_there_now(received.submission):
            self.stdout.write(line)
        if options["receipt"]:
            options["receipt"].write_bytes(with_names(receipt, received.names))
        if code := _exit_code(receipt):
            sys.exit(code)


def in_print(receipt: Receipt, names: Sequence[str]) -> Iterator[str]:
    """The receipt for a terminal: totals that add up, then what is not in the library, and why."""
    totals = receipt.totals
    yield (
        f"{_counted(receipt.file_count, 'file')} came in: {totals['filed']} filed, "
        f"{totals['duplicate']} already here, {totals['held']} held, "
        f"{totals['rejected']} refused, {totals['waiting']} still on their way. "
        "That is all of them."
    )
    by_reason: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for line in receipt.lines:
        if line.outcome in {"held", "rejected"}:
            by_reason[line.outcome, line.sentence].append(names[line.ordinal - 1])
    for (outcome, sentence), files in sorted(by_reason.items()):
        verb = "Held" if outcome == "held" else "Refused"
        yield f"\n{verb}, {_counted(len(files), 'file')}: {sentence}"
        yield from (f"  {printable(name)}" for name in files[:NAMES_SHOWN])
        if len(files) > NAMES_SHOWN:
            yield f"  … and {len(files) - NAMES_SHOWN} more"
    if totals["held"]:
        yield "\nSee them with `readingroom held list`, then release or reject each."


def _what_is_there_now(submission: Submission) -> Iterator[str]:
    """The studies and series, under the names by which a case refers to them."""
    studies = studies_of(submission).prefetch_related("series")
    if studies:
        yield "\nIn the library now; a case shows a series by its name below, as its images:"
    for study in studies:
        yield f"\n  {study.modalities or 'Study'}, day {study.relative_day} of this patient"
        for series in study.series.all():
            pictures = _counted(series.frame_count, "image")
            named = series.description or series.plane or series.modality
            yield f"    series:{series.series_instance_uid}  {named}, {pictures}"


def with_names(receipt: Receipt, names: Sequence[str]) -> bytes:
    """The receipt as JSON with the sender's own file names, for the sender alone."""
    document = json.loads(receipt.to_json())
    for line in document["lines"]:
        line["name"] = names[line["file"] - 1]
    # A name that is no UTF-8 is written with the bytes that are none as \\udc80 to \\udcff.
    return json.dumps(document, ensure_ascii=False, indent=1).encode(errors="backslashreplace")


def printable(name: str) -> str:
    """A file name without what would command the terminal, turn its text around or stop it."""
    return "".join(letter if letter.isprintable() else "�" for letter in name)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _exit_code(receipt: Receipt) -> int:
    inside = receipt.totals["filed"] + receipt.totals["duplicate"]
    if inside == receipt.file_count:
        return ALL_IN
    return SOME_NOT if inside else NONE_IN
