"""The report on a terminal."""

from collections.abc import Iterator
from typing import Final

from readingroom.archive.deid_report.document import OUTCOME_WORDS, Report

_NAMES_SHOWN: Final = 8


def in_words(report: Report) -> Iterator[str]:
    """A line at a time."""
    yield "What became of the files"
    for name, count in report.outcomes.items():
        yield f"  {count:>7,}  {OUTCOME_WORDS[name]}"
    for reason in report.reasons:
        yield f"           {reason.count:,} {reason.word}: {reason.sentence} ({reason.code})"
    for action in report.actions:
        yield f"\n{action.title}: {action.count:,}"
        for rule in action.rules:
            yield f"  {rule.count:>7,}  because {rule.sentence}"
            named = [f"{a.name} ({a.count:,})" for a in rule.attributes[:_NAMES_SHOWN]]
            rest = len(rule.attributes) - len(named)
            yield f"           {', '.join(named)}{f' and {rest} more' if rest > 0 else ''}"
    if report.options:
        yield "\nWhat the objects say was applied"
        for option in report.options:
            yield f"  {option.objects:>7,}  {option.code} {option.meaning}"
    yield "\nWhat was to be kept"
    for sentence in report.policy:
        yield f"  {sentence}"
