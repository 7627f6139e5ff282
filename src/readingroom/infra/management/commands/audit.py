"""``readingroom audit``: prove that the audit log is whole, or say where it breaks."""

import sys
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

from readingroom.infra.audit_proof import Fault, Verdict, current_head, prove, read_head
from readingroom.infra.terminal import progress_on

BROKEN: Final = 1
_SENTENCES: Final = {
    Fault.MISSING: "Line {at} is missing: lines were removed, or their numbers changed.",
    Fault.CHANGED: "Line {at} does not say what was written, or the line before it was replaced.",
    Fault.CUT: "The log ends after line {lines}: line {at} and what came after it were removed.",
    Fault.ADDED: "Line {at} was written by something else than this library.",
    Fault.OTHER: "Line {at} is not the one that was there when the end was noted.",
}
_ADVICE: Final = (
    "Keep the data folder as it is, and compare it with a backup from before; the lines up to "
    "{lines} are in order."
)


class Command(BaseCommand):
    """Leaves with 0 where the log is whole, 1 where it is not."""

    help = "Prove that the audit log is whole, or print where it ends, to be noted elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="go through every line; exit 1 where one is amiss")
        verify.add_argument(
            "--head",
            metavar="END",
            help="an end that `audit head` printed earlier: the log must have had it",
        )
        verbs.add_parser("head", help="print where the log ends: keep it on another machine")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what the verb says."""
        if options["verb"] == "head":
            self.stdout.write(str(current_head()))
            return
        noted = read_head(options["head"]) if options["head"] else None
        with progress_on() as bars:
            verdict = prove(noted=noted, on_progress=bars)
        self._say(verdict)
        if verdict.fault:
            sys.exit(BROKEN)

    def _say(self, verdict: Verdict) -> None:
        if verdict.fault is None:
            lines = "1 line" if verdict.lines == 1 else f"{verdict.lines} lines"
            self.stdout.write(f"The audit log is whole: {lines}.")
            return
        facts = {"at": verdict.at, "lines": verdict.lines}
        self.stdout.write(f"The audit log is broken. {_SENTENCES[verdict.fault].format(**facts)}")
        self.stdout.write(_ADVICE.format(**facts))
