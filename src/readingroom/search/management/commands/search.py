"""``readingroom search``: make the index anew, or prove that it says what the library says."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from readingroom.search.index import catch_up, differences, is_of_these_words, rebuild
from readingroom.search.models import PendingCase

_TELL_EVERY = 1_000


class Command(BaseCommand):
    """Rebuilds or checks the search index."""

    help = "Make the search index anew, or check it against the library."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the words that say which."""
        parser.add_argument("what", choices=("rebuild", "check"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say what is true now."""
        if options["what"] == "rebuild":
            self._rebuild()
        else:
            self._check()

    def _rebuild(self) -> None:
        started = time.monotonic()
        held = rebuild(self._tell)
        took_s = time.monotonic() - started
        self.stdout.write(f"The index is new and holds {_cases(held)}. It took {took_s:.1f} s.")

    def _tell(self, done: int) -> None:
        if done % _TELL_EVERY == 0:
            self.stderr.write(f"{done} cases")

    def _check(self) -> None:
        if PendingCase.objects.exists():
            catch_up()
        found = differences()
        if not is_of_these_words():
            raise CommandError(
                "The vocabulary is another than the index was made with. "
                "Make it anew: readingroom search rebuild"
            )
        if found.all:
            raise CommandError(
                f"The index is behind: {len(found.absent)} missing, {len(found.outdated)} "
                f"outdated, {len(found.surplus)} too many. Make it anew: readingroom search rebuild"
            )
        self.stdout.write("The index says what the library says.")


def _cases(number: int) -> str:
    return "1 case" if number == 1 else f"{number} cases"
