"""``readingroom held``: what waits for a person, and what the person decides."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from readingroom.archive.progress_words import in_words
from readingroom.archive.services.decisions import reject_object, release_object
from readingroom.archive.services.hold import HeldObject, held_objects
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.redacted import release_redacted_at_once
from readingroom.infra.terminal import progress_on

ALL = "all"


class Command(BaseCommand):
    """Runs as whoever is at the machine, who can read the data folder anyway."""

    help = "List, release or reject images that were held back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="what is held, and why")
        for verb, meaning in {
            "release": "let these files go on: you have looked, and nothing identifies anyone",
            "reject": "do not keep these files; their bytes are erased at once",
        }.items():
            decide = verbs.add_parser(verb, help=meaning)
            decide.add_argument(
                "which",
                nargs="+",
                help="keys from the list, the key of a submission, or the word all",
            )

        redacted = verbs.add_parser(
            "redacted",
            help="let a held document go on with the copy that you redacted in its place",
        )
        redacted.add_argument("which", nargs=1, metavar="KEY", help="a key from the list")
        redacted.add_argument("file", type=Path, help="the redacted copy")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what the verb says."""
        held = held_objects(None)
        if options["verb"] == "list":
            self._list(held)
            return
        chosen = _chosen(held, options["which"])
        if options["verb"] == "reject":
            for item in chosen:
                reject_object(item.key, actor=None, now=timezone.now())
            self.stdout.write(f"{len(chosen)} rejected and erased.")
            return
        if options["verb"] == "redacted":
            self._redacted(chosen[0], options["file"])
            return
        self._release(chosen)

    def _redacted(self, item: HeldObject, file: Path) -> None:
        try:
            copy = file.read_bytes()
        except OSError:
            raise CommandError("The redacted copy can't be read. Check its name.") from None
        release_redacted_at_once(item.key, copy, actor=None, now=timezone.now())
        with progress_on() as bars:
            process_submission(item.submission_key, now=timezone.now(), on_progress=in_words(bars))
        self.stdout.write("The redacted copy took its document's place, and it was released.")

    def _list(self, held: Sequence[HeldObject]) -> None:
        if not held:
            self.stdout.write("Nothing is held.")
            return
        shown = None
        for item in held:
            if item.submission_key != shown:
                shown = item.submission_key
                self.stdout.write(f"\nSubmission {shown}, received {item.held_at:%d %B %Y}")
            self.stdout.write(f"  {item.key}  file {item.ordinal}: {item.sentence}")
        self.stdout.write(f"\n{len(held)} held. What nobody decides is rejected after 30 days.")

    def _release(self, chosen: Sequence[HeldObject]) -> None:
        for item in chosen:
            release_object(item.key, actor=None, now=timezone.now())
        with progress_on() as bars:
            for key in dict.fromkeys(item.submission_key for item in chosen):
                process_submission(key, now=timezone.now(), on_progress=in_words(bars))
        still = {item.key for item in held_objects(None)}
        again = sum(item.key in still for item in chosen)
        self.stdout.write(f"{len(chosen) - again} released.")
        if again:
            self.stdout.write(
                f"{again} held again for another reason: see `readingroom held list`."
            )


def _chosen(held: Sequence[HeldObject], which: Sequence[str]) -> list[HeldObject]:
    if ALL in which:
        return list(held)
    try:
        keys = {UUID(text) for text in which}
    except ValueError:
        raise CommandError("Give keys from `readingroom held list`, or the word all.") from None
    chosen = [item for item in held if item.key in keys or item.submission_key in keys]
    if not chosen:
        raise CommandError("None of these is held. It may have been decided already.")
    return chosen
