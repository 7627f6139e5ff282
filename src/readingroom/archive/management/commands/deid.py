"""``readingroom deid``: take identity out of a folder, without a library."""

import sys
from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser

from readingroom.archive.deid_report.document import Report, make_report
from readingroom.archive.deid_report.files import check_report_path, report_bytes
from readingroom.archive.deid_report.totals import add_reports, no_totals
from readingroom.archive.deid_tool.links import links_of
from readingroom.archive.deid_tool.manifest import write_manifest
from readingroom.archive.deid_tool.messages import Outcome
from readingroom.archive.deid_tool.preview import as_json, series_previews
from readingroom.archive.deid_tool.run import Options, Result, deidentify_all
from readingroom.archive.deid_tool.sidebyside import show
from readingroom.archive.linkfile import append_links, check_public_key
from readingroom.archive.reasons import sentence_for
from readingroom.archive.steps.files import write_beside
from readingroom.imaging.deid.policy import TOOL_POLICY, Policy
from readingroom.infra.terminal import progress_on

ALL_CLEAN, SOME_NOT, NONE_CLEAN = 0, 1, 2
_MOST_WORKERS = 64


class Command(BaseCommand):
    """Leaves with 0 where every file is clean, 1 where some are not, 2 where none is.

    It needs no library: no database, no data folder.
    """

    help = (
        "Take identity out of a folder, a file, a ZIP archive or a disc, which is only read. "
        "Files that a person has to look at are set aside."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("given", type=Path, metavar="IN", help="what to read")
        parser.add_argument(
            "out", type=Path, metavar="OUT", nargs="?", help="an empty folder, or a new one"
        )
        for name, meta, meaning in (
            ("manifest", "FILE", "write a line for each file here; keep it on your side"),
            ("policy", "FILE", "what may stay, in YAML; without it the default of this command"),
            ("secret", "FILE", "the secret that UIDs are made with; made where there is none"),
            ("report", "FILE", "write what was done, in counts, here: .json or .pdf"),
            ("link", "FILE", "add the way back to each patient here, sealed; needs --key"),
            ("key", "FILE", "the public key that --link seals to; see `readingroom link`"),
            ("held", "FOLDER", "where files go that a person has to look at; default OUT-held"),
        ):
            parser.add_argument(f"--{name}", type=Path, metavar=meta, help=meaning)
        parser.add_argument("--workers", type=_workers, metavar="N", help="how many read at once")
        parser.add_argument(
            "--resume", action="store_true", help="go on with a run that was stopped"
        )
        for name, meaning in (
            ("dry-run", "write nothing; show what would happen, side by side"),
            ("all", "with --dry-run: show also what stays as it is"),
            ("json", "with --dry-run: for a program"),
        ):
            parser.add_argument(f"--{name}", action="store_true", help=meaning)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say what became of every file."""
        chosen, key = _chosen(options), public_key(options)
        if options["report"]:
            check_report_path(options["report"])
        with progress_on() as bars:
            result = deidentify_all(chosen, on_progress=bars)
        _write(result, chosen, options)
        if key and chosen.out:
            append_links(options["link"], links_of(result, key))
        if chosen.out is None:
            self._show(result, options)
        for line in in_print(result, chosen) if not options["json"] else ():
            self.stdout.write(line)
        if code := exit_code(result):
            sys.exit(code)

    def _show(self, result: Result, options: dict[str, Any]) -> None:
        """What would happen, to the eyes of whoever has the originals."""
        previews = series_previews(result)
        if options["json"]:
            self.stdout.write(as_json(result, previews))
        else:
            show(previews, cast(TextIO, self.stdout), everything=options["all"])


def _chosen(options: dict[str, Any]) -> Options:
    if options["out"] is None and not options["dry_run"]:
        raise CommandError("Name the folder for the result.")
    return Options(
        given=options["given"],
        out=None if options["dry_run"] else options["out"],
        held=options["held"],
        policy=_policy(options["policy"]),
        secret=options["secret"],
        workers=options["workers"],
        resume=options["resume"],
    )


def _policy(file: Path | None) -> Policy:
    """What the file chooses, on top of the policy of this command."""
    return Policy.load(file, base=TOOL_POLICY) if file else TOOL_POLICY


def _write(result: Result, chosen: Options, options: dict[str, Any]) -> None:
    """What was asked for beside the files."""
    if options["manifest"]:
        write_manifest(options["manifest"], result.lines)
    if options["report"]:
        told_at = f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC"
        data = report_bytes(
            report_of(result, chosen), options["report"], title="one folder", told_at=told_at
        )
        write_beside(options["report"], [data])


def in_print(result: Result, options: Options) -> Iterator[str]:
    """The summary: totals that add up, then why what is not clean is not."""
    totals = Counter(line.outcome for line in result.lines)
    yield (
        f"{_counted(len(result.lines), 'file')}: {totals[Outcome.CLEAN]} clean, "
        f"{totals[Outcome.HELD]} held, {totals[Outcome.REJECTED]} refused. That is all of them."
    )
    reasons = Counter((line.outcome, line.reason) for line in result.lines if line.reason)
    for (outcome, reason), number in sorted(reasons.items()):
        verb = "Held" if outcome is Outcome.HELD else "Refused"
        yield f"\n{verb}, {_counted(number, 'file')}: {sentence_for(reason or '')} ({reason})"
    if options.out is None:
        yield "\nThis was a trial: nothing was written."
        return
    if totals[Outcome.HELD]:
        yield (
            f"\nWhat is held lies in {options.held_folder} as it came in: it may name the patient. "
            "Look at it, then keep it or destroy it."
        )
    if options.secret is None:
        yield (
            "\nThis run's secret is forgotten: other studies of these patients that you clean "
            "later won't fit. Keep one with --secret where they should."
        )


def public_key(options: dict[str, Any]) -> str:
    """The key that links are sealed to; empty where none are wanted.

    Raises:
        CommandError: of --link and --key one is missing, or the key can't be read.
        InvalidInput: it is no public key.
    """
    if not options["link"] and not options["key"]:
        return ""
    if not options["link"] or not options["key"]:
        raise CommandError("--link and --key need each other.")
    try:
        text = str(options["key"].read_text("ascii"))
    except (OSError, UnicodeDecodeError):
        raise CommandError("The file of the public key can't be read.") from None
    check_public_key(text)
    return text


def report_of(result: Result, options: Options) -> Report:
    """What was done, in counts."""
    cleaned = [a.report for a in result.answers.values() if a.outcome is Outcome.CLEAN]
    return make_report(
        add_reports(no_totals(), (report for report in cleaned if report)),
        outcomes=Counter(str(line.outcome) for line in result.lines),
        reasons=[(str(line.outcome), line.reason) for line in result.lines if line.reason],
        policy=options.policy,
    )


def exit_code(result: Result) -> int:
    """0 where every file is clean, 1 where some are not, 2 where none is."""
    clean = sum(line.outcome is Outcome.CLEAN for line in result.lines)
    if clean == len(result.lines):
        return ALL_CLEAN
    return SOME_NOT if clean else NONE_CLEAN


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _workers(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= _MOST_WORKERS:
        raise ArgumentTypeError(f"must be a number from 1 to {_MOST_WORKERS}")
    return int(text)
